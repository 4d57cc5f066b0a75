// Printing is the browser's: the button only saves looking for the menu.
const button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", () => print());
// What is folded is printed whole, also where the style sheet alone cannot open it.
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details.whole-in-print")) folded.open = true;
});
