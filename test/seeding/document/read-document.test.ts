import { expect } from 'chai';
import { readSeedingDocument, type SeedingDocument } from '../../../src/seeding/document.ts';

const everyField = `
environments: [{ name: production, mfa: on }, { name: staging, mfa: off }, { name: trial, mfa: pilot }]
clients:
  - { client_id: crm, client_secret: s3cret, redirect_uris: [http://127.0.0.1:4000/cb], environment: production, first_party: true, organization: null }
  - client_id: machine
    client_secret: s3cret
    grant_types: [client_credentials]
    scope: operator
    require_acr: urn:countersign:acr:2
    require_mfa_max_age: 300
    require_pkce: false
  - client_id: spa
    application_type: native
    token_endpoint_auth_method: none
    redirect_uris: [https://spa.acme.example/cb, "com.acme.app:/cb"]
    post_logout_redirect_uris: [https://spa.acme.example/]
    backchannel_logout_uri: https://spa.acme.example/logout
    client_name: Shop
    default_max_age: 3600
    id_token_signed_response_alg: ES256
    organization: acme
users:
  - email: Ann@ACME.example
    email_verified: true
    name: Ann
    password: correct horse battery staple
    totp: { secret: JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP, period: 60, digits: 8, algorithm: SHA256 }
organizations:
  - slug: acme
    name: Acme
    plan: team
    seats: 10
    time_zone: Europe/Brussels
    domains: [ACME.example]
    notification_email: it@acme.example
    enforcement:
      preset: by-midnight
      required: everyone
      activation: { deadline: 2026-12-01T00:00:00+01:00 }
      sessions: end_at_deadline
      self_disable: forbid
      joining: at_next_sign_in
      challenge: { max_age_seconds: 86400, new_address: true, session_max_days: null, remembered_device_days: 1 }
      factors: [totp, webauthn]
      minimum_acr: 2
      enrollment_proof: mailbox
      grace_days: 0
    members: [{ email: ann@acme.example, role: owner, override: inherit }]
    invitations: [{ email: Bob@acme.example, role: member }]
`;

function accepted(text: string): SeedingDocument {
  const result = readSeedingDocument(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.document;
}

function problems(text: string): string[] {
  const result = readSeedingDocument(text);
  return result.ok ? [] : result.problems.map(({ path, problem }) => `${path}: ${problem}`);
}

function paths(text: string): string[] {
  const result = readSeedingDocument(text);
  return result.ok ? [] : result.problems.map((problem) => problem.path);
}

describe('seeding document', () => {
  it('takes every field of the interface, normalized', () => {
    const document = accepted(everyField);
    expect(document.environments).to.have.length(3);
    expect(document.users[0]).to.deep.include({ email: 'ann@acme.example', email_verified: true });
    expect(document.users[0]?.totp).to.deep.equal({
      secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      period: 60,
      digits: 8,
      algorithm: 'SHA256',
    });
    expect(document.organizations[0]).to.deep.include({
      domains: ['acme.example'],
      invitations: [{ email: 'bob@acme.example', role: 'member' }],
    });
    expect(document.organizations[0]?.enforcement).to.deep.include({
      activation: { deadline: '2026-12-01T00:00:00+01:00' },
      challenge: {
        max_age_seconds: 86400,
        new_address: true,
        session_max_days: null,
        remembered_device_days: 1,
      },
    });
  });

  it('passes standard client metadata on under its own names', () => {
    const [, machine, spa] = accepted(everyField).clients;
    expect(machine).to.include({ scope: 'operator', require_acr: 2, require_pkce: false });
    expect(spa).to.include({
      client_name: 'Shop',
      default_max_age: 3600,
      id_token_signed_response_alg: 'ES256',
    });
  });

  it('reads the same from JSON, indented with spaces or tabs', () => {
    const document = accepted(everyField);
    expect(accepted(JSON.stringify(document, null, 2))).to.deep.equal(document);
    expect(accepted(JSON.stringify(document, null, '\t'))).to.deep.equal(document);
  });

  it('takes an empty file for an empty document', () => {
    const empty = { environments: [], clients: [], users: [], organizations: [] };
    expect(accepted('')).to.deep.equal(empty);
    expect(accepted('{}')).to.deep.equal(empty);
  });

  it('takes a YAML timestamp for a deadline as well as text', () => {
    const text =
      '%YAML 1.1\n---\norganizations: [{ slug: a, enforcement: { activation: { deadline: 2026-12-01T00:00:00+01:00 } } }]';
    expect(accepted(text).organizations[0]?.enforcement?.activation).to.deep.equal({
      deadline: '2026-11-30T23:00:00.000Z',
    });
  });

  it('reports every problem at once, contradictions included', () => {
    const text = `
environments: [{ name: Production, mfa: maybe }]
clients: [{ client_id: crm, client_secret: s, redirect_uris: [not-a-uri], colour: red }, { client_id: crm, subject_type: pairwise, response_types: [] }]
users: [{ email: nobody, pasword: x }, { name: 7 }, { email: a@acme.example }, { email: A@acme.example }]
organizations: [{ slug: acme, seats: 0, members: [{ email: a@acme.example, role: boss }, { email: a@acme.example }] }]
organisations: []
`;
    expect(paths(text)).to.have.members([
      'environments[0].name',
      'environments[0].mfa',
      'clients[0].redirect_uris[0]',
      'clients[1].client_id',
      'clients[1].subject_type',
      'clients[1].response_types',
      'users[0].email',
      'users[0].pasword',
      'users[1].email',
      'users[1].name',
      'users[3].email',
      'organizations[0].seats',
      'organizations[0].members[0].role',
      'organizations[0].members[1].email',
      'organisations',
    ]);
  });

  it('says what is wrong in words', () => {
    const text = 'users: [{ name: 7, email_verified: "yes" }]\norganizations: 3\nclients: [x]';
    expect(problems(text)).to.have.members([
      'users[0].email: is missing',
      'users[0].name: must be text (in quotes where it looks like a number)',
      'users[0].email_verified: must be true or false',
      'organizations: must be a list',
      'clients[0]: must be a group of fields',
    ]);
  });

  it('tells where a file stops being YAML, without repeating the line', () => {
    const [problem] = problems('users:\n  - email: "canary\n');
    expect(problem)
      .to.match(/^: is neither YAML nor JSON \(line \d+: /)
      .and.not.contain('canary');
    expect(problems('users: []\nusers: []')).to.have.length(1);
    expect(problems('users: *nobody')).to.have.length(1);
    expect(problems('--- {}\n--- {}')).to.have.length(1);
  });

  it('stops at aliases that unfold without end', () => {
    const levels = Array.from({ length: 12 }, (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n},`.repeat(9)}]`);
    expect(problems(`l0: &l0 [x]\n${levels.join('\n')}`)).to.deep.equal([': unfolds too many aliases']);
  });

  it('repeats no secret in a problem', () => {
    const text = `
users: [{ email: a@acme.example, password: 1234567, password_hash: canary, totp: { secret: canary } }]
clients: [{ client_id: a, client_secret: "canary\\u0007", redirect_uris: ["https://canary@a.example/"] }]`;
    expect(problems(text).join()).not.to.contain('canary').and.not.contain('1234567');
    expect(problems(text)).to.have.length(6);
  });
});
