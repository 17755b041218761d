// Puts the recovery codes on the clipboard, a line each. Without this script, or where a browser lets pages have no
// clipboard (over plain http), the button stays hidden.
const button = document.querySelector('[data-copies]');
const said = document.querySelector('[data-copied]');

button.hidden = !navigator.clipboard;

button.addEventListener('click', () => {
  const items = document.querySelectorAll(`#${button.dataset.copies} li`);
  const codes = Array.from(items, (item) => item.textContent.trim()).join('\n');
  // Emptied first, so that the same words are read out again.
  said.textContent = '';
  navigator.clipboard.writeText(codes).then(
    () => {
      said.textContent = said.dataset.copied;
    },
    () => {
      said.textContent = said.dataset.failed;
    },
  );
});
