import { expect } from 'chai';
import { apiOf } from '../../harness/api.ts';
import { Browser } from '../../harness/browser.ts';
import type { TestPerson, World } from '../../harness/world.ts';
import { linkTo } from './people.ts';

/** Somebody without a membership, who reads the mails of the old and the new address. */
export interface Mover {
  readonly person: TestPerson;
  readonly newEmail: string;
  /** Follows what is mailed about the change until it is made. */
  change(): Promise<void>;
}

/** @param home where she signs in, of which she is no member */
export async function moverOf(home: World): Promise<Mover> {
  const person = home.greta;
  const newEmail = `greta@new.${home.slug}.example`;
  const api = await apiOf(home, person);
  const asked = await api.post('/me/email', { password: person.password, new_email: newEmail });
  expect(asked.status, JSON.stringify(asked.body)).to.equal(200);
  const links: string[] = [];
  for (const email of [person.email, newEmail]) links.push(await linkTo(home, email, '/account/email/'));
  const change = async () => {
    let url = '';
    for (const link of links) {
      const browser = new Browser();
      url = (await browser.submit(await browser.open(link))).url;
    }
    expect(url).to.match(/\/changed$/);
  };
  return { person, newEmail, change };
}
