import type { About, Call } from './expectation.ts';

/** The organization. */
export const slug: About = async ({ at }) => ({ slug: at.slug });

/** Somebody new in it who has no second factor. */
export const withUnprotected =
  (about: About): About =>
  async (asked) => {
    await asked.subjects.member('bare');
    return about(asked);
  };

/** Which version of the organization the page is about. */
export async function withVersion({ visitor, address }: Call) {
  const { page } = await visitor.browser.request(address);
  return { version: page.querySelector('[name=version]')?.getAttribute('value') ?? '' };
}
