import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ejs, { type TemplateFunction } from 'ejs';
import { type MailModel, mailInWords, type RenderedMail } from '../mails/mails.ts';
import { type Language, loadWords, type Words } from '../words/language.ts';
import { whyInWords } from '../words/reasons.ts';
import { errorInWords, type RefusalWords, refusalInWords } from '../words/refusals.ts';
import { instantInWords } from '../words/time-in-words.ts';
import type { PageModel, PageName } from './pages.ts';
import { readProviderForm } from './provider-forms.ts';

/** A file that pages use; its address changes with its content, so that it may be cached for ever. */
export interface Asset {
  /** E.g. `/assets/countersign-0f3a9c2b71de.css`. */
  readonly path: string;
  readonly content: string;
}

export interface Renderer {
  /** A complete HTML document. */
  readonly renderPage: (model: PageModel) => string;
  readonly renderMail: (model: MailModel) => RenderedMail;
  readonly stylesheet: Asset;
  /** The only script: it asks a security key. */
  readonly keyScript: Asset;
  /** The texts, for what is no page. */
  readonly words: Readonly<Record<Language, Words>>;
}

export interface RendererOptions {
  /** Directory with `layout.ejs`, `pages`, `parts`, `mail`, `words` and `assets`. */
  readonly viewsDirectory: string;
  /** Keeps compiled templates; otherwise each rendering reads them anew. */
  readonly production: boolean;
  /** Default `Countersign`. */
  readonly productName?: string;
}

type Template = (name: string, locals: object) => string;

/** Names that templates may use; a misspelt one throws instead of printing nothing. */
const templateNames = ['model', 'say', 'view', 'part', 'insert'];

/** Compiles the templates as they are needed, and reads texts and stylesheet at once. */
export function createRenderer(options: RendererOptions): Renderer {
  const { viewsDirectory, productName: product = 'Countersign' } = options;
  const words = loadWords(join(viewsDirectory, 'words'));
  const template = createTemplates(options);
  const stylesheet = readAsset(viewsDirectory, 'countersign', 'css');
  const keyScript = readAsset(viewsDirectory, 'security-key', 'js');
  return {
    renderPage: (model) =>
      renderPage(template, words[model.language], { model, product, stylesheet, keyScript }),
    renderMail: (model) => renderMail(template, words[model.language], { product, model }),
    stylesheet,
    keyScript,
    words,
  };
}

interface Page {
  readonly model: PageModel;
  readonly product: string;
  readonly stylesheet: Asset;
  readonly keyScript: Asset;
}

function renderPage(
  template: Template,
  words: Words,
  { model, product, stylesheet, keyScript }: Page,
): string {
  const view = {
    title: titleOf(words, model),
    problem: problemOf(words, model),
    why: whyInWords(words, model.why, model.clientName),
    instant: instantInWords,
    knows: words.knows,
    form: 'formHtml' in model ? readProviderForm(model.formHtml) : null,
    isWide: widePages.includes(model.page),
    product,
    stylesheetPath: stylesheet.path,
    keyScriptPath: keyScript.path,
  };
  const insert = (name: string, more?: object) => template(name, { ...locals, ...more });
  const locals = { model, say: words.say, view, part: null, insert };
  const content = insert(`pages/${model.page}`);
  return insert('layout', { part: { content } });
}

const widePages: readonly PageName[] = ['enroll', 'development-mailbox'];

function titleOf(words: Words, model: PageModel): string {
  if (model.page !== 'error') {
    const organization = 'organization' in model ? model.organization : '';
    return words.say(`pages.${placeOf(model)}.title`, { client: model.clientName ?? '', organization });
  }
  const own = `refusals.${model.code}.heading`;
  return words.say(words.knows(own) ? own : 'pages.error.title');
}

/** A form shows what was refused, the error page what ended it. */
function problemOf(words: Words, model: PageModel): RefusalWords | null {
  if (model.page === 'error') return errorInWords(words, model.code, model.detail);
  if (model.problem === null) return null;
  return refusalInWords(words, placeOf(model), model.problem);
}

/** Where the texts of a page stand: the page of the code has further sets for keys and recovery codes. */
function placeOf(model: PageModel): string {
  if (model.page === 'enroll' && model.app === null) return 'enroll-key';
  return model.page === 'challenge' ? challengePlaces[model.asks] : model.page;
}

const challengePlaces = { app_code: 'challenge', recovery_code: 'recovery', security_key: 'key' } as const;

interface Mail {
  readonly model: MailModel;
  readonly product: string;
}

function renderMail(template: Template, words: Words, { model, product }: Mail): RenderedMail {
  const locals = {
    model,
    say: words.say,
    view: { ...mailInWords(words, product, model), product },
    part: null,
  };
  return {
    subject: locals.view.subject,
    text: template('mail/text', locals),
    html: template('mail/html', locals),
  };
}

function createTemplates({ viewsDirectory, production }: RendererOptions): Template {
  const compiled = new Map<string, TemplateFunction>();
  const compile = (name: string) => {
    const filename = join(viewsDirectory, `${name}.ejs`);
    const settings = { filename, cache: production, strict: true, destructuredLocals: templateNames };
    return ejs.compile(readFileSync(filename, 'utf8'), settings);
  };
  return (name, locals) => {
    const known = compiled.get(name) ?? compile(name);
    if (production) compiled.set(name, known);
    return known(locals);
  };
}

function readAsset(viewsDirectory: string, name: string, extension: 'css' | 'js'): Asset {
  const content = readFileSync(join(viewsDirectory, 'assets', `${name}.${extension}`), 'utf8');
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  return { path: `/assets/${name}-${hash}.${extension}`, content };
}
