import { expect } from 'chai';
import { readProviderForm } from '../../../src/web/provider/provider-form.ts';

describe("the provider's form", () => {
  it('is read with its address and hidden inputs, unescaped', () => {
    const form = readProviderForm(
      '<form id="op.logoutForm" method="post" action="http://localhost:3000/session/end/confirm">' +
        '<input type="hidden" name="xsrf" value="a&quot;b&amp;lt;"/></form>',
    );
    expect(form).to.deep.equal({
      id: 'op.logoutForm',
      action: 'http://localhost:3000/session/end/confirm',
      hidden: [{ name: 'xsrf', value: 'a"b&lt;' }],
    });
  });

  it('leaves out what people type, so that the page labels its own field', () => {
    const form = readProviderForm(
      '<form id="op.deviceInputForm" novalidate method="post" action="/device">\n' +
        '<input type="hidden" name="xsrf" value="x"/>\n<input\n value="AB" type="text" name="user_code"></input></form>',
    );
    expect(form.hidden.map(({ name }) => name)).to.deep.equal(['xsrf']);
  });

  it('without an address is a bug', () => {
    expect(() => readProviderForm('<p>nothing</p>')).to.throw('without');
  });
});
