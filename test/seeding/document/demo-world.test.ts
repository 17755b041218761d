import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readSeedingDocument, type SeedingDocument } from '../../../src/seeding/document.ts';

const text = readFileSync(join(import.meta.dirname, '../../../config/demo.yaml'), 'utf8');

function demoWorld(): SeedingDocument {
  const result = readSeedingDocument(text.replaceAll('{{demo}}', 'http://localhost:4000'));
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.document;
}

describe('demo world', () => {
  it('is a valid seeding document once the address of the application stands in it', () => {
    const { clients, organizations } = demoWorld();
    const uris = clients.flatMap((client) => client.redirect_uris ?? []);
    expect(clients.map((client) => client.client_id)).to.deep.equal([
      'demo',
      'demo-consent',
      'demo-second',
      'demo-operator',
    ]);
    expect(new Set(uris)).to.deep.equal(new Set(['http://localhost:4000/callback']));
    expect(organizations.map((organization) => organization.slug)).to.deep.equal(['acme']);
  });

  it('has a person for each way to sign in', () => {
    const { users, organizations } = demoWorld();
    const roles = new Map(organizations[0]?.members.map((member) => [member.email, member.role]));
    const ways = users.map((user) => [roles.get(user.email) ?? 'nowhere', user.totp ? 'code' : 'password']);
    expect(ways).to.deep.equal([
      ['owner', 'code'],
      ['admin', 'code'],
      ['member', 'code'],
      ['member', 'password'],
      ['nowhere', 'code'],
      ['nowhere', 'password'],
    ]);
    const operators = users.filter(({ operator }) => operator === true).map(({ email }) => email);
    expect(operators).to.deep.equal(['runa.holm@countersign.example']);
  });

  it('makes everybody at Acme use MFA at once, and proves first enrolments by mail', () => {
    expect(demoWorld().organizations[0]?.enforcement).to.include({
      required: 'everyone',
      activation: 'immediately',
      enrollment_proof: 'mailbox',
    });
  });

  it('gives everyone a password of 15 characters and more, and says that it is a demo', () => {
    const lengths = demoWorld().users.map((user) => user.password?.length ?? 0);
    expect(Math.min(...lengths)).to.be.at.least(15);
    expect(text).to.contain('never for an installation that anyone depends on');
  });
});
