// @ts-check
/** Files dropped anywhere on the page are opened. @param {import('./app.js').App} app */
export function acceptFiles(app) {
  const root = document.documentElement;
  const holdsFiles = (/** @type {DragEvent} */ event) =>
    event.dataTransfer?.types.includes('Files') ?? false;
  addEventListener('dragover', (event) => {
    if (holdsFiles(event)) {
      event.preventDefault();
      root.classList.add('dropping');
    }
  });
  addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) {
      root.classList.remove('dropping');
    }
  });
  addEventListener('drop', (event) => {
    root.classList.remove('dropping');
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) {
      event.preventDefault();
      const own = app.module('own');
      own?.take === undefined ? app.openFile(file) : own.take(file, app);
    }
  });
}
