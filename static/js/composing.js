// While an input method composes (pinyin on its way to 王), nothing submits, filters or jumps.
// Composing keys and half-typed values stop here, at the outermost listener: neither our other scripts nor htmx
// see them. The browser itself still types. When the word is there, one "input" tells everybody.
let composingIn = null;

addEventListener("compositionstart", (event) => { composingIn = event.target; }, true);
addEventListener("compositionend", (event) => {
  composingIn = null;
  event.target.dispatchEvent(new Event("input", { bubbles: true }));
}, true);
addEventListener("focusout", () => { composingIn = null; }, true);

// The Enter that picks a word comes with isComposing, in some browsers only with the key code 229.
const isComposing = (event) => event.isComposing || event.keyCode === 229 || composingIn === event.target;
for (const name of ["keydown", "keypress", "keyup", "input", "change"]) {
  addEventListener(name, (event) => {
    if (event.isTrusted && composingIn && isComposing(event)) event.stopPropagation();
    else if (name === "keydown" && event.keyCode === 229) event.stopPropagation();
  }, true);
}

// Nor is a form sent, or asked for by htmx, by a word that is not there yet.
addEventListener("submit", (event) => {
  if (!composingIn || !event.target.contains(composingIn)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
document.addEventListener("htmx:confirm", (event) => {
  if (composingIn && event.target.contains(composingIn)) event.preventDefault();
});
