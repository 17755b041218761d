/** A form of the provider taken apart, so that a page prints its own and nothing enters it unescaped. */
export interface ProviderForm {
  /** E.g. `op.logoutForm`. */
  readonly id: string;
  readonly action: string;
  readonly hidden: readonly { readonly name: string; readonly value: string }[];
}

/** A form that the provider has the browser send off at once. */
export type SelfSendingForm = Omit<ProviderForm, 'id'>;

/** Reads the page that the provider answers such a form with, which has no setting to draw it; null for any other answer. */
export function readSelfSendingForm(body: unknown): SelfSendingForm | null {
  if (typeof body !== 'string' || !body.includes('<title>Submitting Callback</title>')) return null;
  const { action } = attributesOf(/<form\b[^>]*>/.exec(body)?.[0] ?? '');
  if (action === undefined) throw new Error('The provider gave a form without action');
  return { action, hidden: hiddenIn(body) };
}

/** Reads what the provider hands to its page sources: one form with hidden inputs, attributes in double quotes. */
export function readProviderForm(formHtml: string): ProviderForm {
  const opening = attributesOf(/<form\b[^>]*>/.exec(formHtml)?.[0] ?? '');
  const { id, action } = opening;
  if (id === undefined || action === undefined)
    throw new Error('The provider gave a form without id or action');
  return { id, action, hidden: hiddenIn(formHtml) };
}

function hiddenIn(html: string): ProviderForm['hidden'] {
  const inputs = [...html.matchAll(/<input\b[^>]*>/g)].map(([input]) => attributesOf(input));
  const hidden = inputs.filter(({ type }) => type === 'hidden');
  return hidden.map(({ name = '', value = '' }) => ({ name, value }));
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
