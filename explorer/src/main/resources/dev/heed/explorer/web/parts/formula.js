// @ts-check
/** `<heed-formula tex="…">`: a formula in MathML, which needs no style of its own. */

/** Fetched with the first formula, not with the page. @type {Promise<any>|null} */
let library = null;

/** The minified script, which has half the bytes of the module that comes with it. */
function katex() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = '/lib/katex/katex.min.js';
    script.onload = () => resolve(/** @type {any} */ (globalThis).katex);
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

class Formula extends HTMLElement {
  static observedAttributes = ['tex'];

  connectedCallback() {
    this.#draw();
  }

  attributeChangedCallback() {
    this.#draw();
  }

  async #draw() {
    const tex = this.getAttribute('tex') ?? '';
    try {
      const { render } = await katex();
      if (tex === this.getAttribute('tex')) {
        render(tex, this, { output: 'mathml', displayMode: true, throwOnError: true });
      }
    } catch {
      this.textContent = tex;
    }
  }
}

customElements.define('heed-formula', Formula);
