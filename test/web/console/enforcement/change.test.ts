import { expect } from 'chai';
import { changePage } from '../../../../src/web/console/enforcement/change.ts';
import { filled } from '../../../../src/web/pages/page.ts';
import { enterArea } from '../../../harness/areas.ts';
import type { Answer, Browser } from '../../../harness/browser.ts';
import { createWorld, everyoneNow, type World } from '../../../harness/world.ts';
import { itIsSound } from '../../support/sound-page.ts';
import { filledFields, sendFilled } from './support/filled-form.ts';
import { changeModel } from './support/models.ts';
import { ruleActions, ruleFields } from './support/rule-fields.ts';

describe('the page change of enforcement', () => {
  itIsSound(filled(changePage, changeModel), { fields: ruleFields, actions: ruleActions });

  let world: World;
  let address: string;
  let browser: Browser;
  let form: Answer;

  before(async () => {
    world = await createWorld();
    address = `${world.server.issuer}/console/${world.slug}/enforcement/change`;
    ({ browser, answer: form } = await enterArea(address, world.olivia));
  });

  const checked = ({ page }: Answer, field: string) =>
    page.querySelector(`input[name=${field}][checked]`)?.getAttribute('value');
  const typed = ({ page }: Answer, field: string) =>
    page.querySelector(`input[name=${field}]`)?.getAttribute('value') ?? '';

  it('has the coming midnight filled in, as a date and a time, and says which it is', () => {
    expect([typed(form, 'time'), checked(form, 'activation')]).to.deep.equal(['00:00', 'deadline']);
    expect(Date.parse(`${typed(form, 'date')}T00:00Z`)).to.be.above(Date.now());
    expect(form.page.querySelector('main')?.text).to.include('Tonight would be: ');
  });

  it('shows the details of another preset on demand', async () => {
    const shown = await sendFilled(browser, form, { preset: 'everyone-ready', action: 'choose' });
    expect(shown.page.querySelector('#details')?.text).to.equal('Details of “When everyone is ready”');
    expect([checked(shown, 'self_disable'), checked(shown, 'joining')]).to.deep.equal([
      'remove',
      'mfa_first',
    ]);
  });

  it('previews a preset with its usual details where those of another one stood', async () => {
    const preview = await sendFilled(browser, form, { preset: 'all-at-once', sessions: 'end_now' });
    expect(preview.name).to.equal('preview');
    const text = preview.page.querySelector('main')?.text;
    expect(text).to.include('From the next sign-in on, everyone');
    expect(text).not.to.include('End at once');
  });

  it('takes the date that was typed for the preset that begins with one, whatever details stood there', async () => {
    const other = await createWorld({ enforcement: everyoneNow });
    const at = `${other.server.issuer}/console/${other.slug}/enforcement/change`;
    const { browser: visitor, answer } = await enterArea(at, other.olivia);
    const typedDate = { preset: 'by-midnight', date: '2999-12-15', time: '09:30' };
    const preview = await sendFilled(visitor, answer, typedDate);
    const text = preview.page.querySelector('main')?.text;
    expect(text)
      .to.include('From 15 December 2999, 09:30')
      .and.include('Until the date, the rule of today holds.');
  });

  it('lets the date of a rule stay that has begun, and tells of no other field than that which differs', async () => {
    const other = await createWorld({
      enforcement: { ...everyoneNow, activation: { deadline: '2020-01-01T00:00:00Z' } },
    });
    const at = `${other.server.issuer}/console/${other.slug}/enforcement/change`;
    const { browser: visitor, answer } = await enterArea(at, other.olivia);
    const preview = await sendFilled(visitor, answer, { grace_days: '4' });
    expect(preview.name).to.equal('preview');
    const rows = preview.page
      .querySelectorAll('[aria-labelledby=difference] tbody th')
      .map(({ text }) => text);
    expect(rows).to.deep.equal(['Grace for whoever joins later']);
  });

  const refused: [field: string, fields: Record<string, string>, message: string][] = [
    ['date', { date: '2026-02-30' }, 'Enter a date and a time'],
    ['date', { date: '2020-02-28' }, 'that lie ahead'],
    ['sessions', { activation: 'next_sign_in' }, '“At the date” needs a date'],
    ['sessions', { sessions: 'end_now' }, '“At once” does not go with one'],
    ['max_age', { max_age: '0' }, 'from one minute to one year'],
    ['max_age', { max_age: 'a day' }, 'from one minute to one year'],
    ['remembered_device_days', { remembered_device_days: '900' }, 'from 1 to 365 days'],
    ['session_max_days', { session_max_days: '31' }, 'from 1 to 30 days'],
    ['grace_days', { grace_days: '366' }, 'from 0 to 365 days'],
  ];
  for (const [field, fields, message] of refused)
    it(`ruling 19: explains at the field ${field} what does not go together: ${JSON.stringify(fields)}`, async () => {
      const answer = await sendFilled(browser, form, fields);
      expect([answer.status, answer.name]).to.deep.equal([422, 'change']);
      expect(answer.page.querySelector('.problem a')?.getAttribute('href')).to.equal(`#${field}`);
      expect(answer.page.querySelector(`#${field}-problem`)?.text).to.include(message);
      expect(typed(answer, 'grace_days')).to.equal(fields.grace_days ?? '0');
    });

  it('asks for a second step that counts, and for one that reaches the level', async () => {
    const { factor_totp: totp, factor_webauthn: _, ...fields } = filledFields(form);
    expect(totp).to.equal('on');
    const none = await browser.post(address, fields);
    expect(none.page.querySelector('#factors-problem')?.text).to.include('at least one second step');
    const weak = await browser.post(address, { ...fields, factor_totp: 'on', minimum_acr: '3' });
    expect(weak.page.querySelector('#minimum_acr-problem')?.text).to.include('not proof against phishing');
  });
});
