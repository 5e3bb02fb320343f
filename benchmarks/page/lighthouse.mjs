// Asks Lighthouse about pages. Reads from stdin {packages, chrome, jobs: [{address, throttling, categories}]}, where
// `packages` is a file beside node_modules; writes a line of JSON for each job, in their order: its scores per category,
// and the audits that take from them.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const { packages, chrome, jobs } = JSON.parse(readFileSync(0, "utf-8"));
const from = createRequire(packages);
const load = (name) => import(pathToFileURL(from.resolve(name)));
const { default: lighthouse } = await load("lighthouse");
const { launch } = await load("chrome-launcher");

const browser = await launch({ chromePath: chrome, chromeFlags: ["--headless=new", "--no-sandbox"], logLevel: "silent" });
process.stdout.on("error", () => {
  browser.kill();
  process.exit(1); // nobody listens any more
});
try {
  for (const { address, throttling, categories } of jobs) {
    const options = { port: browser.port, logLevel: "silent", onlyCategories: categories, disableFullPageScreenshot: true };
    if (throttling) options.throttling = throttling;
    const { lhr } = await lighthouse(address, options);
    if (lhr.runtimeError) throw new Error(`${address}: ${lhr.runtimeError.message}`);
    const scores = {};
    const fails = {};
    for (const { id, score, auditRefs } of Object.values(lhr.categories)) {
      scores[id] = score;
      fails[id] = auditRefs
        .filter(({ id: audit, weight }) => weight > 0 && lhr.audits[audit].score !== null && lhr.audits[audit].score < 1)
        .map(({ id: audit }) => [audit, lhr.audits[audit].displayValue].filter(Boolean).join(" "));
    }
    process.stdout.write(`${JSON.stringify({ scores, fails })}\n`);
  }
} finally {
  browser.kill();
}
