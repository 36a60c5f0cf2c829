// @ts-check
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { brief, counted, cut, numeric } from './format.js';

/** @typedef {import('./matrix.js').Matrix} Matrix */

/**
 * Where no query is looked at: what each key gets from all of them.
 *
 * @param {Matrix} matrix
 * @param {any} info of the head
 */
export function received(matrix, info) {
  const all = matrix.columns
    .map((key) => ({ key, sum: numeric(info?.received?.[key]) }))
    .filter(({ sum }) => Number.isFinite(sum))
    .sort((one, other) => other.sum - one.sum)
    .slice(0, 24);
  const most = all[0]?.sum || 1;
  return html`<section class="row" aria-label="What keys receive" data-test="received">
    <h2>Most looked at</h2>
    <p class="note">
      Weight that each token receives from all queries together; 1 would be an even share. Point at
      a token, a cell or a line to see one query’s row here.
    </p>
    <ol class="bars short">
      ${all.map(({ key, sum }) => {
        const label = matrix.keys[key];
        return html`<li>
          <span class="line" title=${label.title}>
            <span class="token ${label.special ? 'special' : ''}"
              >${label.goesOn ? html`<span class="goes-on">##</span>` : nothing}<bdi
                >${cut(label.text, 14)}</bdi
              ></span
            >
            <span class="bar"><span .style=${`width: ${(100 * sum) / most}%`}></span></span>
            <span class="n">${brief(sum)}</span>
          </span>
        </li>`;
      })}
    </ol>
    ${
      all.length < matrix.columns.length
        ? html`<p class="note">
            The ${all.length} largest of ${counted(matrix.columns.length, 'key')}.
          </p>`
        : nothing
    }
  </section>`;
}
