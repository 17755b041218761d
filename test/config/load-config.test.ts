import { expect } from 'chai';
import {
  type Config,
  type Environment,
  loadConfig,
  problemLines,
  productOf,
} from '../../src/config/config.ts';

const keyA = Buffer.alloc(32, 1).toString('base64');
const keyB = Buffer.alloc(32, 2).toString('base64');

function load(env: Environment, file = '') {
  return loadConfig({ COUNTERSIGN_CONFIG: file === '' ? undefined : 'own.yaml', ...env }, () => file);
}

function accepted(env: Environment, file = ''): Config {
  const result = load(env, file);
  if (!result.ok) throw new Error(problemLines(result.problems));
  return result.config;
}

function refusedNames(env: Environment, file = ''): string[] {
  const result = load(env, file);
  return result.ok ? [] : result.problems.map((problem) => problem.name);
}

describe('configuration', () => {
  it('needs nothing in development', () => {
    const { issuer, port, host, dataDir, secretKeys, databaseUrl, smtpUrl, production } = accepted({});
    expect({ issuer, port, host, dataDir, secretKeys, databaseUrl, smtpUrl, production }).to.deep.equal({
      issuer: 'http://localhost:3000',
      port: 3000,
      host: '127.0.0.1',
      dataDir: '.countersign',
      secretKeys: null,
      databaseUrl: null,
      smtpUrl: null,
      production: false,
    });
  });

  it('derives the issuer from a given port, and the sender from the issuer', () => {
    expect(accepted({ PORT: '4010' }).issuer).to.equal('http://localhost:4010');
    expect(accepted({}, 'port: 4011').issuer).to.equal('http://localhost:4011');
    expect(accepted({ ISSUER: 'https://id.acme.example' }).mailFrom).to.equal(
      'Countersign <no-reply@id.acme.example>',
    );
  });

  it('calls the product in mails and apps what it is called, and takes no name that would end there', () => {
    const named = accepted({ ISSUER: 'https://id.acme.example' }, 'productName: Acme ID');
    expect(named.mailFrom).to.equal('Acme ID <no-reply@id.acme.example>');
    expect(named.totp.issuerName).to.equal('Acme ID');
    expect(
      accepted({ ISSUER: 'https://id.acme.example' }, 'productName: Acme, Inc. & Söhne').mailFrom,
    ).to.equal('"Acme, Inc. & Söhne" <no-reply@id.acme.example>');
    expect(accepted({}, 'productName: Acme ID\ntotp: { issuerName: Acme }').totp.issuerName).to.equal('Acme');
    for (const name of ['a: b', 'a <b>', 'a"b', '""', 'x'.repeat(61)])
      expect(refusedNames({}, `productName: '${name}'`), name).to.deep.equal(['productName']);
  });

  it('takes addresses of pages and of a mailbox for who stands behind it, and nothing else', () => {
    const support = 'supportUrl: https://help.acme.example/x\nsupportEmail: help@acme.example';
    expect(productOf(accepted({}, support))).to.deep.include({
      name: 'Countersign',
      supportUrl: 'https://help.acme.example/x',
      supportEmail: 'help@acme.example',
      privacyUrl: null,
    });
    for (const wrong of [
      'supportUrl: javascript:alert(1)',
      'privacyUrl: help',
      'imprintUrl: "mailto:a@b.example"',
    ])
      expect(refusedNames({}, wrong), wrong).to.have.length(1);
    expect(refusedNames({}, 'supportEmail: help')).to.deep.equal(['supportEmail']);
  });

  it('takes work factors of the password hash from the equal pairs upwards', () => {
    expect(accepted({}).passwordHash).to.equal('argon2id m=7168,t=5,p=1');
    for (const fit of ['argon2id m=47104,t=1,p=1', 'argon2id m=19456,t=2,p=1', 'argon2id m=65536,t=3,p=1'])
      expect(accepted({ PASSWORD_HASH: fit }).passwordHash).to.equal(fit);
    expect(accepted({}, 'passwordHash: argon2id m=19456,t=2,p=1').passwordHash).to.equal(
      'argon2id m=19456,t=2,p=1',
    );
    for (const weak of ['argon2id m=19456,t=1,p=1', 'argon2id m=4096,t=9,p=1', 'bcrypt', 'none'])
      expect(refusedNames({ PASSWORD_HASH: weak }), weak).to.deep.equal(['PASSWORD_HASH']);
  });

  it('lets the environment win over the file and takes an empty variable as not set', () => {
    expect(accepted({ PORT: '5000' }, 'port: 4000\nhost: 0.0.0.0')).to.include({
      port: 5000,
      host: '0.0.0.0',
    });
    expect(accepted({ PORT: '' }, 'port: 4000').port).to.equal(4000);
  });

  it('reads keys newest first, from a variable or a list', () => {
    const fromVariable = accepted({ SECRET_KEYS: `${keyB}, ${keyA}`, NODE_ENV: 'production' }).secretKeys;
    expect(fromVariable?.map((key) => key[0])).to.deep.equal([2, 1]);
    expect(accepted({}, `secretKeys: [${keyA}, ${keyB}]`).secretKeys).to.have.length(2);
  });

  it('requires keys in production', () => {
    expect(refusedNames({ NODE_ENV: 'production' })).to.deep.equal(['SECRET_KEYS']);
  });

  const refusals: readonly [name: string, value: string][] = [
    ['ISSUER', 'http://id.acme.example'],
    ['ISSUER', 'https://id.acme.example/'],
    ['ISSUER', 'https://id.acme.example/tenant'],
    ['ISSUER', 'https://id.acme.example?x'],
    ['ISSUER', 'https://id.acme.example#x'],
    ['ISSUER', 'https://ID.acme.example'],
    ['ISSUER', 'https://user@id.acme.example'],
    ['ISSUER', 'http://localhost.evil.example'],
    ['ISSUER', 'ftp://localhost'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '3000 '],
    ['PORT', '1e3'],
    ['HOST', 'http://localhost'],
    ['DATABASE_URL', 'mysql://db/countersign'],
    ['SECRET_KEYS', 'short'],
    ['SECRET_KEYS', `${keyA},`],
    ['SECRET_KEYS', Buffer.alloc(31).toString('base64')],
    ['SECRET_KEYS', Buffer.alloc(33).toString('base64')],
    ['SMTP_URL', 'https://mail.acme.example'],
    ['MAIL_FROM', 'nobody'],
    ['MAIL_FROM', 'a@acme.example\r\nBcc: all@acme.example'],
    ['TRUSTED_PROXIES', '-1'],
    ['TRUSTED_PROXIES', 'true'],
    ['LOG_LEVEL', 'loud'],
  ];
  for (const [name, value] of refusals) {
    it(`refuses ${name}=${JSON.stringify(value)}`, () => {
      expect(refusedNames({ [name]: value })).to.deep.equal([name]);
    });
  }

  const acceptedIssuers = [
    'https://id.acme.example',
    'https://id.acme.example:8443',
    'http://localhost:3000',
    'http://127.0.0.1:3000',
    'http://[::1]:3000',
  ];
  for (const issuer of acceptedIssuers) {
    it(`accepts the issuer ${issuer}`, () => {
      expect(accepted({ ISSUER: issuer }).issuer).to.equal(issuer);
    });
  }

  it('reports every problem at once, by the name that was written', () => {
    const file = [
      'host: 3',
      'hots: localhost',
      'plans: { Gold: { seatsIncluded: many, enforcement: true, color: red } }',
      'acrAliases: { phr: 4 }',
      'resources: { "/orders": { scopes: orders, format: xml, signing_alg: HS256, typ: jwt } }',
      'totp: { periodSeconds: 5 }',
    ].join('\n');
    const names = refusedNames({ PORT: 'x', LOG_LEVEL: 'loud', NODE_ENV: 'production' }, file);
    expect(names).to.have.members([
      'PORT',
      'LOG_LEVEL',
      'SECRET_KEYS',
      'host',
      'hots',
      'plans.Gold',
      'plans.Gold.seatsIncluded',
      'plans.Gold.seatsCanBeAdded',
      'plans.Gold.color',
      'acrAliases.phr',
      'resources./orders',
      'resources./orders.format',
      'resources./orders.signing_alg',
      'resources./orders.typ',
      'totp.periodSeconds',
    ]);
  });

  it('tells what is wrong and what is allowed', () => {
    const result = load({ LOG_LEVEL: 'loud' }, 'plans: { team: {} }\ndefaultPlan: team');
    expect(result.ok ? '' : problemLines(result.problems).split('\n')).to.deep.equal([
      'LOG_LEVEL: is not valid ("loud"); allowed: one of: silent, fatal, error, warn, info, debug, trace',
      'plans.team.seatsIncluded: is missing; allowed: null, or a whole number from 1 to 10000000',
      'plans.team.seatsCanBeAdded: is missing; allowed: true or false',
      'plans.team.enforcement: is missing; allowed: true or false',
    ]);
  });

  it('never repeats a secret in a problem', () => {
    const env = { SECRET_KEYS: 'canary1', DATABASE_URL: 'canary2', SMTP_URL: 'canary3', PORT: 'x' };
    const fromEnvironment = load(env);
    const fromFile = load({}, 'secretKeys: [canary4]\nsmtpUrl: canary5\n');
    const brokenFile = load({}, 'secretKeys: "canary6');
    expect(JSON.stringify([fromEnvironment, fromFile, brokenFile])).not.to.contain('canary');
  });

  it('says when the file cannot be read, is no YAML or holds no settings', () => {
    const missing = loadConfig({ COUNTERSIGN_CONFIG: '/none.yaml', PORT: 'x' }, () => {
      throw Object.assign(new Error('no'), { code: 'ENOENT' });
    });
    expect(missing.ok ? [] : missing.problems.map((problem) => problem.name)).to.deep.equal([
      'COUNTERSIGN_CONFIG',
      'PORT',
    ]);
    expect(missing.ok ? '' : missing.problems[0]?.problem).to.contain('ENOENT');
    expect(refusedNames({}, 'port: [')).to.deep.equal(['COUNTERSIGN_CONFIG']);
    expect(refusedNames({}, '- port')).to.deep.equal(['COUNTERSIGN_CONFIG']);
    expect(refusedNames({}, 'port: 1\nport: 2')).to.deep.equal(['COUNTERSIGN_CONFIG']);
  });

  it('refuses a default plan that is not among the plans', () => {
    const plan = '{ seatsIncluded: null, seatsCanBeAdded: true, enforcement: true }';
    expect(refusedNames({}, `plans: { gold: ${plan} }`)).to.deep.equal(['defaultPlan']);
    expect(accepted({}, `plans: { gold: ${plan} }\ndefaultPlan: gold`).plans.gold?.trialDays).to.equal(null);
  });
});
