import { expect } from 'chai';
import type { FilledPage } from '../../../src/web/pages/page.ts';
import { createRenderer } from '../../../src/web/pages/rendering.ts';
import { languages } from '../../../src/web/words/language.ts';

export const renderer = createRenderer({ viewsDirectory: 'views', production: true });

/** The page as HTML. */
export const drawn = (filled: FilledPage): string => renderer.renderPage(filled);

/** What a pattern finds in its first group, each time. */
export const all = (html: string, pattern: RegExp): string[] =>
  [...html.matchAll(pattern)].map(([, found = '']) => found);

const scriptAt = ({ path }: { readonly path: string }) => `<script src="${path}"></script>`;

/** The one script that a page has, or none. */
function scriptOf({ page, model }: FilledPage): string | null {
  if ('key' in model && model.key !== null) return scriptAt(renderer.assets.keyScript);
  if (page.name === 'form-post') return scriptAt(renderer.assets.postScript);
  if (model.area !== undefined) return scriptAt(renderer.assets.areaScript);
  return page.name === 'recovery-codes' ? scriptAt(renderer.assets.copyScript) : null;
}

/** What a page is made of, by their names in the order of the page. */
interface Parts {
  readonly fields: readonly string[];
  readonly actions: readonly string[];
}

/** Tests of what holds for every page. @param what how it is called beside another form of the same page */
export function itIsSound({ page, model }: FilledPage, { fields, actions }: Parts, what = page.name): void {
  const script = scriptOf({ page, model });

  it(`${what} names itself and has its fields and actions`, () => {
    const html = drawn({ page, model });
    expect(all(html, /<main(?: id="main")? data-page="([^"]*)"/g)).to.deep.equal([page.name]);
    expect(all(html, /<input[^>]* name="([^"]*)"/g)).to.deep.equal(fields);
    expect(all(html, /<button name="action" value="([^"]*)"/g)).to.deep.equal(actions);
  });

  it(`${what} has one heading, which is also its title, in each language`, () => {
    for (const language of languages) {
      const html = drawn({ page, model: { ...model, language } });
      const heading = all(html, /<h1>(.*?)<\/h1>/g)[0]?.replaceAll(/<\/?bdi>/g, '');
      expect(html).to.include(`<html lang="${language}">`);
      expect(html).to.include(`<title>${heading} – Countersign</title>`);
    }
  });

  it(`${what} ${script === null ? 'needs no script and' : 'has its one script and'} no style of its own`, () => {
    const html = drawn({ page, model });
    if (script !== null) expect(html).to.include(script);
    expect(html.replace(script ?? '', '')).not.to.match(/<script|<style| style=| on[a-z]+=/);
  });

  it(`${what} escapes markup in every text it is given`, () => {
    const html = drawn({ page, model: poisoned(model) }).replace(script ?? '', '');
    expect(html).not.to.match(/<script|<b>/i);
    expect(html).not.to.include(`"'>`);
  });
}

/** Texts that are picked from a closed set, not written by anybody. */
export const closedTexts: readonly string[] = [
  'colour',
  'lead',
  'leadStrong',
  'onLead',
  'ending',
  'state',
  'role',
  'roles',
  'language',
  'ask',
  'asks',
  'code',
  'by',
  'field',
  'timeZone',
  'id',
  'status',
  'passwordState',
  'protection',
  'slug',
  'href',
  'key',
  'kind',
  'tab',
  'follows',
  'proof',
  'suspended',
  'type',
  'factor',
  'factors',
  'preset',
  'presets',
  'phase',
  'mfa',
  'required',
  'sessions',
  'joining',
  'selfDisable',
  'enrollmentProof',
  'awkward',
  'changed',
  'unchanged',
  'withdrawal',
  'override',
  'sort',
  'barred',
  'barredFromAccount',
  'date',
  'time',
  'what',
  'byKind',
  'because',
  'entitlement',
  'withoutEnforcement',
];

function poisoned<Value>(value: Value, key = ''): Value {
  if (typeof value === 'string') {
    return (closedTexts.includes(key) ? value : `${value}"'><script>alert(1)</script><b>`) as Value;
  }
  if (Array.isArray(value)) return value.map((item) => poisoned(item, key)) as Value;
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([name, item]) => [name, poisoned(item, name)]);
  return Object.fromEntries(entries) as Value;
}
