import { noBranding } from '../../../../src/organizations/profile/branding.ts';
import type { TestServer } from '../../../harness/server.ts';

/** What everybody and everything is called in the drawing that the others are held against. */
export const harmless = 'Quokka';

/** Names that the rule for names lets through, since people may be called so, and which programs take for more than names. */
export const allowedNames: Readonly<Record<string, string>> = {
  markup: '<img src=x onerror=alert(1)><script>alert(1)</script>',
  'a way out of an attribute': `" data-evil=1 onmouseover="alert(1)" x='y`,
  'a way out of a title or a list': '</title></option></textarea><b data-evil=1>',
  'a comment': '<!-- --><!--[if IE]><b><![endif]--><![CDATA[x]]>',
  'a template of EJS': '<%= 191*191 %><%- 191*191 %>',
  'a template of the words': '{{191*191}} #{191*191} $t(site.home.title) {{- count}}',
  entities: '&lt;b&gt; &amp;amp; &#60;script&#62;',
  'a formula': '=HYPERLINK("x";"y")+1',
  'a formula by a sign': '@SUM(1+1)*cmd|',
  'a formula by a full-width sign': '＝1+1',
  'a member of every object': '__proto__',
  'from right to left': 'שלום (abc) 123',
};

/** As they may have been stored before there was a rule, or written by somebody who has the database. */
export const forbiddenNames: Readonly<Record<string, string>> = {
  'a header': 'Ann\r\nX-Evil: 1\r\nSet-Cookie: evil=1\r\n\r\n<b>',
  'a header by another line break': 'Ann\u2028X-Evil: 1\u0085x\u000by',
  'turned writing': 'Ann \u202Emoc.elgoog\u202C \u2066\u2069\u200F\u061C',
};

/** Every place in which a name is stored, past the rule for names. */
const places: readonly string[] = [
  'UPDATE users SET name = $1',
  `UPDATE users SET profile = jsonb_build_object('given_name', $1::text, 'family_name', $1::text)`,
  'UPDATE organizations SET name = $1',
  'UPDATE authenticators SET nickname = $1',
  'UPDATE brandings SET display_name = $1',
  'UPDATE members SET override_reason = $1 WHERE override_reason IS NOT NULL',
  'UPDATE session_records SET browser = $1, system = $1',
  'UPDATE remembered_devices SET browser = $1, system = $1',
];

/** Brands of the installation and of an organization, so that these have names too. */
export async function brandAll({ countersign }: TestServer): Promise<void> {
  const organizations = await countersign.db.sql<{ id: string }>('SELECT id FROM organizations');
  const plain = { ...noBranding, displayName: harmless, logo: null, stylesheet: null };
  for (const place of [null, ...organizations.map(({ id }) => id)])
    await countersign.db.brandings.save(place, plain, new Date());
}

/** Gives one name to whatever has one. */
export async function nameAll({ countersign }: TestServer, name: string): Promise<void> {
  for (const place of places) await countersign.db.sql(place, [name]);
}
