// Checks a question in place: says what the feedback of the chosen answer says. Without it, all feedback unfolds below.
for (const question of document.querySelectorAll("fieldset.question")) {
  const button = question.querySelector(".check"), verdict = question.querySelector(".verdict");
  const options = [...question.querySelectorAll(".options li")];
  const answers = [...question.querySelectorAll(".answers li")];
  button.hidden = false;
  button.addEventListener("click", () => {
    const chosen = options.findIndex((option) => option.querySelector("input").checked);
    if (chosen < 0) return question.querySelector("input").focus();
    const right = answers[chosen].classList.contains("right");
    options.forEach((option, index) => option.classList.toggle("tried", index === chosen));
    question.dataset.verdict = right ? "right" : "wrong";
    verdict.replaceChildren(...[...answers[chosen].childNodes].map((node) => node.cloneNode(true)));
    question.dispatchEvent(new Event("checked"));
  });
  question.addEventListener("change", () => { delete question.dataset.verdict; verdict.replaceChildren(); });
}

// Printed pages hold the answers that the reader has unfolded; this unfolds all, for as long as it prints.
for (const button of document.querySelectorAll("[data-print-answers]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const folded = document.querySelectorAll(".answers:not([open])");
    for (const answers of folded) answers.open = true;
    addEventListener("afterprint", () => { for (const answers of folded) answers.open = false; }, { once: true });
    print();
  });
}
