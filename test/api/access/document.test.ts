import { expect } from 'chai';
import { sharedServer } from '../../harness/server.ts';
import { type Group, groupOf, operations } from './support/operations.ts';

interface Operation {
  readonly operationId: string;
  readonly security: readonly unknown[];
  readonly description: string;
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
  readonly 'x-roles'?: readonly string[];
  readonly 'x-fresh-mfa'?: string;
  readonly 'x-mfa-max-age'?: number;
}

/** A token by itself, wherever it comes from. */
const bearer = { bearer: [] };

const account = [{ oauth: ['account'] }, bearer];

/** Written down from the public interface. */
const security: Readonly<Record<Group, unknown>> = {
  enrolling: account,
  'own account': account,
  administration: [{ oauth: ['organization:admin'] }, { oauth: ['operator'] }, bearer],
  operator: [{ oauth: ['operator'] }, bearer],
};

/** Rulings 12, 14 and D40: what asks a person for a second factor of the last five minutes at every call. */
const alwaysFresh = [
  'downloadJobFile',
  'eraseMe',
  'exportActivity',
  'exportInvitations',
  'exportMembers',
  'issueEnrollmentTicket',
  'issueInvitationTicket',
  'removeMyAuthenticator',
  'renewRecoveryCodes',
  'resetAuthenticators',
  'startActivityExport',
];

/** What concerns how all members see the organization. */
const ownersOnly = ['readBranding', 'setBranding'];

async function read(): Promise<{ document: Record<string, never>; described: Map<string, Operation> }> {
  const { address } = await sharedServer();
  const document = (await (await fetch(`${address}/api/v1/openapi.json`)).json()) as Record<string, never>;
  const paths: Record<string, Record<string, Operation>> = document.paths ?? {};
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, each]) => [`${method.toUpperCase()} ${path}`, each] as const),
  );
  return { document, described: new Map(described) };
}

describe('ruling 29: the document of the API', () => {
  it('states of every operation its scopes, its roles and how fresh a second factor has to be', async () => {
    const { described } = await read();
    expect(described.size).to.equal(operations.length);
    for (const operation of operations) {
      const name = `${operation.method} ${operation.path}`;
      const group = groupOf(operation);
      const stated = described.get(name);
      expect(stated?.security, name).to.deep.equal(security[group]);
      const roles = ownersOnly.includes(operation.operationId) ? ['owner'] : ['admin', 'owner'];
      expect(stated?.['x-roles'], name).to.deep.equal(group === 'administration' ? roles : undefined);
      expect(stated?.['x-fresh-mfa'] === 'always', name).to.equal(
        alwaysFresh.includes(operation.operationId),
      );
      expect(stated?.['x-mfa-max-age'], name).to.equal(
        stated?.['x-fresh-mfa'] === undefined ? undefined : 300,
      );
      expect(stated?.description, name).to.match(/^For .+\.$/);
      expect(stated?.description.includes('recovery code is enough'), name).to.equal(group === 'enrolling');
    }
  });

  it('says with which code each is refused for want of a token, a proof, a scope or a role', async () => {
    const { described } = await read();
    for (const [name, { responses, 'x-roles': roles, 'x-fresh-mfa': fresh }] of described) {
      const [unauthorized = '', forbidden = ''] = [responses[401]?.description, responses[403]?.description];
      for (const code of ['token_missing', 'invalid_token', 'insufficient_user_authentication'])
        expect(unauthorized, name).to.include(code);
      expect(forbidden, name).to.include('insufficient_scope');
      if (roles !== undefined) expect(forbidden, name).to.include('not_allowed');
      if (roles !== undefined) expect(responses[404]?.description, name).to.include('not_found');
      if (fresh !== undefined) expect(unauthorized, name).to.include('mfa_required');
    }
  });

  it('names what asks for a fresh second factor wherever an operation can', () => {
    // Joining is asked by the policy of the organization that is joined, whatever the API wants.
    const silent = operations.filter(
      ({ access, refusals, operationId }) =>
        refusals.includes('mfa_required') &&
        !['joinOrganization', 'acceptMyInvitation'].includes(operationId) &&
        !('freshMfa' in access && access.freshMfa !== 'never'),
    );
    expect(silent.map(({ operationId }) => operationId)).to.deep.equal([]);
  });

  it('offers the scopes of people and of machines each where they are had', async () => {
    const { document } = await read();
    const { flows } = (document.components as never as { securitySchemes: { oauth: { flows: unknown } } })
      .securitySchemes.oauth;
    expect(flows)
      .to.have.nested.property('authorizationCode.scopes')
      .with.all.keys('account', 'organization:admin');
    expect(flows).to.have.nested.property('clientCredentials.scopes').with.all.keys('operator');
  });
});
