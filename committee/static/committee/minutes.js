// Printing is the browser's: the button only saves looking for the menu.
const button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", () => print());
