/** Attributes of a tag; a `>` of a value is never one of a template's. */
const attributes = '[^>]*';

const postedForm = new RegExp(`<form\\b${attributes}\\bmethod="post"${attributes}>.*?</form>`, 'gs');
const control = /<(?:button|input|select|textarea)\b/g;
/** To a page of a console, by its whole path or, from one to those below it, by the rest. */
const consoleLink = new RegExp(
  `<a\\b(${attributes})\\bhref="((?:/console/|(?![/?#]|[a-z]+:))[^"?#]*)[^"]*"${attributes}>(.*?)</a>`,
  'gs',
);

/**
 * A page with nothing to press, to fill in or to follow where it would change something, for whoever may only read it. What is
 * sent or opened all the same is refused (web/api/access/access.ts); this only spares people from trying.
 * @param open paths of the console that they may read
 */
export function readOnly(html: string, open: readonly string[]): string {
  return html
    .replaceAll(postedForm, (form) => form.replaceAll(control, '$& disabled'))
    .replaceAll(consoleLink, (...[link = '', before = '', path = '', label = '']: string[]) => {
      if (open.includes(path)) return link;
      const [, look] = /\bclass="button([^"]*)"/.exec(before) ?? [];
      return look === undefined
        ? `<span>${label}</span>`
        : `<button type="button" class="${look.trim()}" disabled>${label}</button>`;
    });
}
