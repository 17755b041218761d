import { expect } from 'chai';
import { watchingOrganizations } from '../../../src/policy/rules/watching-organizations.ts';
import { client, globex, member, policy } from '../support/world.ts';

const nothing = policy({ preset: 'chosen-people' });
const announced = policy({ preset: 'all-at-once', activation: { deadline: '2027-01-15T00:00:00Z' } });
const atMostSevenDays = policy({ preset: 'chosen-people' }, { sessionMaxDays: 7 });
const environment = (mfa: 'off' | 'pilot', userInPilot = false) => ({ name: 'staging', mfa, userInPilot });

const acme = member();
const ids = (...given: Parameters<typeof watchingOrganizations>) => watchingOrganizations(...given);

describe('ruling 33: a sign-in stands in the logs', () => {
  it('of each organization whose policy asks something of the person', () => {
    expect(ids(client(), [acme, globex()])).to.deep.equal(['org-acme', 'org-globex']);
    expect(ids(null, [acme, globex()])).to.deep.equal(['org-acme', 'org-globex']);
  });

  it('of that of the client alone, whatever it asks, and whoever else asks', () => {
    const lenient = member({ organization: { policies: [nothing] } });
    expect(ids(client({ organizationId: 'org-acme' }), [lenient, globex()])).to.deep.equal(['org-acme']);
    const staging = client({ organizationId: 'org-acme', environment: environment('off') });
    expect(ids(staging, [acme, globex()])).to.deep.equal(['org-acme']);
  });

  it('of nobody at the client of an organization that the person is not in', () => {
    expect(ids(client({ organizationId: 'org-initech' }), [acme, globex()])).to.deep.equal([]);
  });

  it('of nobody where the environment lifts what they ask', () => {
    expect(ids(client({ environment: environment('off') }), [acme])).to.deep.equal([]);
    expect(ids(client({ environment: environment('pilot') }), [acme])).to.deep.equal([]);
    expect(ids(client({ environment: environment('pilot', true) }), [acme])).to.deep.equal(['org-acme']);
  });

  const cases: readonly [name: string, over: Parameters<typeof member>[0], watches: boolean][] = [
    ['one that asks nothing of anybody', { organization: { policies: [nothing] } }, false],
    ['one without a policy', { organization: { policies: [] } }, false],
    ['one that has announced to ask', { organization: { policies: [announced] } }, true],
    ['one that limits sessions alone', { organization: { policies: [atMostSevenDays] } }, true],
    [
      'one that asks this person alone',
      { override: 'required', organization: { policies: [nothing] } },
      true,
    ],
    ['one that exempts this person', { override: 'exempt' }, true],
    ['one that suspended the person by rule', { suspended: 'by_rule' }, true],
    ['one that suspended the person by hand', { suspended: 'by_admin' }, false],
    ['one whose plan lets it ask nothing', { organization: { mayEnforce: false } }, false],
    ['one whose policy cannot be read, which denies', { organization: { policies: null } }, true],
  ];
  for (const [name, over, watches] of cases) {
    it(`${watches ? 'of' : 'not of'} ${name}`, () => {
      expect(ids(client(), [member(over)])).to.deep.equal(watches ? ['org-acme'] : []);
    });
  }
});
