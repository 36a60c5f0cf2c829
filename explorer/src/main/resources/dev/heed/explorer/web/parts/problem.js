// @ts-check
import { html, nothing } from '/lib/lit-html/lit-html.js';

/** What went wrong with the subject, in the server's words. @param {import('../shell/app.js').App} app */
export function problem({ problem: found }) {
  if (found === null) {
    return nothing;
  }
  const { title, detail, status } = found;
  return html`<section class="problem" role="alert" data-test="problem">
    <h2>${title}</h2>
    ${detail && detail !== title ? html`<p>${detail}</p>` : nothing}
    ${
      status === 404
        ? html`<p>The server was started again, or needed the room. Drop the file once more.</p>`
        : nothing
    }
  </section>`;
}
