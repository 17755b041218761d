/**
 * A page with nothing to press or to fill in where it would change something, for whoever may only read it. What is sent
 * all the same is refused (web/api/access/access.ts); this only spares people from trying.
 */
export function withDisabledForms(html: string): string {
  return html.replaceAll(/<form\b[^>]*\bmethod="post"[^>]*>.*?<\/form>/gs, (form) =>
    form.replaceAll(/<(?:button|input|select|textarea)\b/g, '$& disabled'),
  );
}
