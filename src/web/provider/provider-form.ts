/** A form of the provider taken apart, so that a page prints its own and nothing enters it unescaped. */
export interface ProviderForm {
  /** E.g. `op.logoutForm`. */
  readonly id: string;
  readonly action: string;
  readonly hidden: readonly { readonly name: string; readonly value: string }[];
}

/** Reads what the provider hands to its page sources: one form with hidden inputs, attributes in double quotes. */
export function readProviderForm(formHtml: string): ProviderForm {
  const { id } = openingOf(formHtml);
  if (id === undefined) throw new Error('The provider gave a form without id');
  return { id, ...readHiddenFields(formHtml) };
}

/** The same of a form that has no id. */
export function readHiddenFields(formHtml: string): Omit<ProviderForm, 'id'> {
  const { action } = openingOf(formHtml);
  if (action === undefined) throw new Error('The provider gave a form without action');
  const inputs = [...formHtml.matchAll(/<input\b[^>]*>/g)].map(([input]) => attributesOf(input));
  const hidden = inputs.filter(({ type }) => type === 'hidden');
  return { action, hidden: hidden.map(({ name = '', value = '' }) => ({ name, value })) };
}

function openingOf(formHtml: string): Record<string, string> {
  return attributesOf(/<form\b[^>]*>/.exec(formHtml)?.[0] ?? '');
}

function attributesOf(tag: string): Record<string, string> {
  const pairs = [...tag.matchAll(/([a-z-]+)="([^"]*)"/g)];
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, plain(value)]));
}

/** The ampersand comes last, so that an escaped escape stays one. */
function plain(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll(/&#(?:39|x27);/g, "'")
    .replaceAll('&amp;', '&');
}
