// Which organization asks a person for two-step sign-in from when, by the claim `organization`; null for none.
export function bannerOf(claim, { issuer, now = Date.now() }) {
  const asking = Object.entries(claim ?? {})
    .map(([organization, { mfa = {} }]) => ({ organization, mfa, deadline: Date.parse(mfa.deadline ?? '') }))
    .filter(({ mfa, deadline }) => mfa.by !== 'proof' && deadline > now)
    .sort((one, other) => one.deadline - other.deadline);
  const [next] = asking;
  if (next === undefined) return null;
  return {
    organization: next.organization,
    deadline: new Date(next.deadline).toISOString(),
    daysLeft: Math.ceil((next.deadline - now) / 86_400_000),
    setUpUrl: new URL('/account/security', issuer).href,
  };
}

const css = `:host{display:block;border-inline-start:4px solid #cc760c;border-radius:8px;background:#fff4e2;
color:#16212b;padding:12px 16px;font:inherit}:host([hidden]){display:none}::slotted(a){color:inherit;font-weight:600}
@media(prefers-color-scheme:dark){:host{background:#2c2314;color:#e8edf1}}`;

// Plain words and a link stand in it, for whoever has no script; with one it gets its looks, and goes once its time is over.
if (globalThis.customElements?.get('countersign-banner') === undefined)
  globalThis.customElements?.define(
    'countersign-banner',
    class extends HTMLElement {
      connectedCallback() {
        this.hidden = Date.parse(this.getAttribute('deadline') ?? '') <= Date.now();
        if (this.shadowRoot) return;
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(css);
        const root = this.attachShadow({ mode: 'open' });
        root.adoptedStyleSheets = [sheet];
        root.append(document.createElement('slot'));
      }
    },
  );
