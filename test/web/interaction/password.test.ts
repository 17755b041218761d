import { expect } from 'chai';
import { passwordPage } from '../../../src/web/interaction/password.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { all, drawn, itIsSound } from '../support/sound-page.ts';
import { passwordModel } from './support/models.ts';

describe('the page password', () => {
  itIsSound(filled(passwordPage, passwordModel), {
    fields: ['email', 'password'],
    actions: ['continue', 'show', 'cancel'],
  });

  it('keeps the e-mail and never a secret', () => {
    const html = drawn(filled(passwordPage, { ...passwordModel, email: 'ann@acme.example' }));
    expect(html).to.match(/name="email"[^>]* value="ann@acme.example"/);
    expect(html).not.to.match(/name="password"[^>]* value=/);
  });

  it('shows and hides what was typed, on demand alone; Enter goes on', () => {
    const typed = { value: 'correct horse', isReadable: true };
    const readable = drawn(filled(passwordPage, { ...passwordModel, typed }));
    expect(readable).to.match(/name="password" type="text"[^>]* value="correct horse"/);
    expect(all(readable, /<button name="action" value="([^"]*)"/g)).to.deep.equal([
      'continue',
      'hide',
      'cancel',
    ]);
    const hidden = drawn(filled(passwordPage, { ...passwordModel, typed: { ...typed, isReadable: false } }));
    expect(hidden).to.match(/name="password" type="password"[^>]* value="correct horse"/);
  });

  it('says which field is empty', () => {
    const empty = (field: 'email' | 'password') =>
      drawn(filled(passwordPage, { ...passwordModel, problem: { code: 'field_empty', field, detail: {} } }));
    expect(empty('email')).to.include('<a href="#email">Type your e-mail address</a>');
    expect(empty('password')).to.include('<a href="#password">Type your password</a>');
  });

  it('cancel is offered only where there is somewhere to go back to', () => {
    expect(drawn(filled(passwordPage, { ...passwordModel, cancelable: false }))).not.to.include(
      'value="cancel"',
    );
  });
});
