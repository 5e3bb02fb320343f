// Drives a Firefox for test_firefox.py, by WebDriver BiDi. It takes one JSON array a line, a command and its arguments,
// and answers each by a line: {"value": …}, or {"error": "…"}. It ends with its input.
//
//     node firefox.mjs '{"executablePath": …, "env": …, "extraPrefsFirefox": …}'
import { createInterface } from "node:readline";
import puppeteer from "../../.cache/readers/node_modules/puppeteer-core/lib/esm/puppeteer/puppeteer-core.js";

const PATIENCE = 20_000; // ms, for what a page does
const LEFT = "NS_BINDING_ABORTED"; // what Firefox says of a request that was under way when the reader went on

const browser = await puppeteer.launch({
  browser: "firefox", protocol: "webDriverBiDi", headless: true, timeout: 60_000, protocolTimeout: 60_000,
  ...JSON.parse(process.argv[2]),
});
let context, page, faults;

// Runs in each page before its own scripts: fixes the clock, and says aloud what the policy refuses.
function prepare(now) {
  const Clock = Date;
  window.Date = class extends Clock {
    constructor(...parts) { parts.length ? super(...parts) : super(now); }
    static now() { return now; }
  };
  addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
    console.error(`refused: ${effectiveDirective} ${blockedURI}`);
  });
}

const commands = {
  // A reader who was never here. `base`: where all files lie that pages may ask for; `now`: ms, null for the real clock.
  async open(base, now, width, height) {
    await context?.close();
    context = await browser.createBrowserContext();
    page = await context.newPage();
    faults = [];
    page.setDefaultNavigationTimeout(PATIENCE);
    await page.setViewport({ width, height });
    if (now !== null) await page.evaluateOnNewDocument(prepare, now);
    page.on("console", (message) => faults.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
    page.on("request", (request) => { // Firefox counts a font of its own, which is a data: address
      if (!request.url().startsWith(base) && !request.url().startsWith("data:")) faults.push(`elsewhere: ${request.url()}`);
    });
    page.on("response", (answer) => { if (answer.status() >= 400) faults.push(`${answer.status()} ${answer.url()}`); });
    page.on("requestfailed", (request) => {
      if (request.failure()?.errorText !== LEFT) faults.push(`failed: ${request.url()}`);
    });
  },

  async goto(address) { await page.goto(address); },
  async reload() { await page.reload(); },
  async press(...keys) { for (const key of keys) await page.keyboard.press(key); }, // one after the other
  async together(held, key) {
    await page.keyboard.down(held);
    await page.keyboard.press(key);
    await page.keyboard.up(held);
  },
  async type(text) { await page.keyboard.type(text); },
  async upload(selector, path) { await (await page.$(selector)).uploadFile(path); },
  evaluate: (script) => page.evaluate(script),
  faults: () => faults,

  click: (selector) => click(() => page.evaluateHandle((wanted) => document.querySelector(wanted), selector), selector),
  press_button: (name) => click(() => page.$(`::-p-aria([name="${name}"][role="button"])`), name),

  // Waits until a script gives what is wanted, if it does; returns what it gave last.
  expect: (script, wanted) => until(() => page.evaluate(script), (value) => same(value, wanted)),
};

// Clicks with the mouse on what is there and can be seen. puppeteer's own click waits for scripts, which may be off.
async function click(find, what) {
  const place = await until(async () => (await find())?.evaluate(middle), (found) => found?.x);
  if (!place?.x) throw new Error(`${what} is not there, hidden or covered (${place})`);
  await page.mouse.click(place.x, place.y);
}

// Brings an element into view and says where its first line has its middle; undefined if that is not to be seen.
function middle(element) {
  element?.scrollIntoView({ block: "center", behavior: "instant" });
  const box = element?.getClientRects()[0];
  const x = box && box.x + box.width / 2, y = box && box.y + box.height / 2;
  return box && element.contains(document.elementFromPoint(x, y)) ? { x, y } : undefined;
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

async function until(ask, enough) {
  for (const end = Date.now() + PATIENCE; ;) {
    const value = await ask().catch((error) => `${error}`); // the page may be going
    if (enough(value) || Date.now() > end) return value;
    await new Promise((done) => { setTimeout(done, 50); });
  }
}

console.log(JSON.stringify({ value: await browser.version() }));
for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...given] = JSON.parse(line);
  let answer;
  try {
    answer = { value: (await commands[name](...given)) ?? null };
  } catch (error) {
    answer = { error: `${name}: ${error.message}` };
  }
  console.log(JSON.stringify(answer));
}
await browser.close();
