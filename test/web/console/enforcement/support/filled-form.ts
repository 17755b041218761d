import type { Answer, Browser, Fields } from '../../../../harness/browser.ts';

/** The fields of the first form of a page as a browser sends them if nothing is changed. */
export function filledFields({ page }: Answer): Record<string, string> {
  const form = page.querySelector('form');
  const inputs = form?.querySelectorAll('input') ?? [];
  const sent = inputs.filter((input) => {
    const isChoice = ['radio', 'checkbox'].includes(input.getAttribute('type') ?? '');
    return !isChoice || input.getAttribute('checked') !== undefined;
  });
  const selects = form?.querySelectorAll('select') ?? [];
  return Object.fromEntries([
    ...sent.map((input) => [input.getAttribute('name') ?? '', input.getAttribute('value') ?? '']),
    ...selects.map((select) => [
      select.getAttribute('name') ?? '',
      select.querySelector('option[selected]')?.getAttribute('value') ?? '',
    ]),
  ]);
}

/** Sends the first form of a page as it is filled in, with some fields changed. */
export function sendFilled(browser: Browser, answer: Answer, fields: Fields = {}): Promise<Answer> {
  return browser.submit(answer, { ...filledFields(answer), ...fields });
}
