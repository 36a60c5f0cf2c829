// @ts-check
/** `<heed-formula tex="…">`: a formula in MathML, which needs no style of its own. */

/** Fetched with the first formula, not with the page. @type {Promise<any>|null} */
let library = null;

function katex() {
  library ??= import('/lib/katex/katex.mjs').then((module) => module.default);
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
