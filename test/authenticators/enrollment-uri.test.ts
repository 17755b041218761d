import { expect } from 'chai';
import { enrollmentUri } from '../../src/authenticators/enrollment-uri.ts';
import { defaultTotp } from '../../src/authenticators/totp.ts';

const parameters = { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', ...defaultTotp };

describe('the address in the QR code', () => {
  it('T24: names issuer, account and secret', () => {
    const uri = enrollmentUri({ issuer: 'Acme Sign-in', account: 'ann+x@acme.example' }, parameters);
    expect(uri).to.equal(
      'otpauth://totp/Acme%20Sign-in:ann%2Bx%40acme.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Acme%20Sign-in',
    );
  });

  it('states what differs from the default of the apps', () => {
    const uri = enrollmentUri(
      { issuer: 'Acme', account: 'ann' },
      { ...parameters, period: 60, digits: 8, algorithm: 'SHA256' },
    );
    const query = new URL(uri).searchParams;
    expect(Object.fromEntries(query)).to.include({ period: '60', digits: '8', algorithm: 'SHA256' });
  });

  it('stays one label and one query whatever the names contain', () => {
    const uri = new URL(enrollmentUri({ issuer: 'A: B/&?=é', account: 'x:y&secret=AA#z' }, parameters));
    expect(decodeURIComponent(uri.pathname)).to.equal('/A B/&?=é:x y&secret=AA#z');
    expect(uri.searchParams.getAll('secret')).to.deep.equal([parameters.secret]);
    expect(uri.searchParams.get('issuer')).to.equal('A B/&?=é');
    expect(uri.hash).to.equal('');
  });
});
