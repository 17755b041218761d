import { type Answer, Browser } from '../../test/harness/browser.ts';
import { codeOf, declineOffer, isOffer, type TestPerson } from '../../test/harness/world.ts';

/** Somebody at a browser without scripts, who goes wherever they are sent. */
export class Visitor {
  readonly browser = new Browser();
  /** Pages of the provider that were seen, in their order. */
  readonly seen: string[] = [];
  readonly #person: TestPerson;

  constructor(person: TestPerson) {
    this.#person = person;
  }

  /** Opens an address, and signs in on the way with what the person has; whatever is only offered is declined. */
  async visit(address: string): Promise<Answer> {
    return this.#goOn(await this.browser.open(address));
  }

  /** Presses the button of the first form of a page, and goes on from there. */
  async press(page: Answer): Promise<Answer> {
    return this.#goOn(await this.browser.submit(page));
  }

  async #goOn(from: Answer): Promise<Answer> {
    let answer = from;
    for (let count = 0; count < 20; count += 1) {
      if (answer.location !== null) answer = await this.browser.open(answer.location);
      else if (answer.name === null) return answer;
      else {
        this.seen.push(isOffer(answer) ? 'offer' : answer.name);
        const next = await this.#answered(answer);
        if (next === null) return answer;
        answer = next;
      }
    }
    throw new Error(`led on for ever: ${answer.url}`);
  }

  /** What a page of the provider leads to; null for one on which this person cannot go on. */
  async #answered(page: Answer): Promise<Answer | null> {
    const { email, password, secret } = this.#person;
    if (page.name === 'password') return this.browser.submit(page, { email, password });
    if (page.name === 'challenge' && secret !== null)
      return this.browser.submit(page, { code: codeOf(secret) });
    return isOffer(page) ? declineOffer(this.browser, page) : null;
  }
}
