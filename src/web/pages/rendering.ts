import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ejs, { type TemplateFunction } from 'ejs';
import { inLanguage } from '../http/chosen-language.ts';
import { type MailModel, mailInWords, type RenderedMail } from '../mails/mails.ts';
import { type Language, languageNames, languages, loadWords, type Words } from '../words/language.ts';
import { whyInWords } from '../words/reasons.ts';
import { refusalInWords } from '../words/refusals.ts';
import { instantInWords } from '../words/time-in-words.ts';
import type { FilledPage, Head } from './page.ts';

/** A file that pages use; its address changes with its content, so that it may be cached for ever. */
export interface Asset {
  /** E.g. `/assets/countersign-0f3a9c2b71de.css`. */
  readonly path: string;
  readonly content: string;
}

export interface Renderer {
  /** A complete HTML document. */
  readonly renderPage: (filled: FilledPage) => string;
  readonly renderMail: (model: MailModel) => RenderedMail;
  readonly stylesheet: Asset;
  /** The only script: it asks a security key. */
  readonly keyScript: Asset;
  /** The texts, for what is no page. */
  readonly words: Readonly<Record<Language, Words>>;
}

export interface RendererOptions {
  /** Directory with `layout.ejs`, `parts`, `words` and `assets`, and a folder for each area of pages and for mails. */
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
  const words = loadWords(viewsDirectory);
  const template = createTemplates(options);
  const stylesheet = readAsset(viewsDirectory, 'countersign', 'css');
  const keyScript = readAsset(viewsDirectory, 'security-key', 'js');
  return {
    renderPage: (filled) =>
      renderPage(template, words[filled.model.language], { ...filled, product, stylesheet, keyScript }),
    renderMail: (model) => renderMail(template, words[model.language], { product, model }),
    stylesheet,
    keyScript,
    words,
  };
}

interface Drawn extends FilledPage {
  readonly product: string;
  readonly stylesheet: Asset;
  readonly keyScript: Asset;
}

function renderPage(
  template: Template,
  words: Words,
  { page, model, product, stylesheet, keyScript }: Drawn,
): string {
  const view = {
    ...headOf(words, { page, model }),
    why: whyInWords(words, model.why, model.clientName),
    instant: instantInWords,
    knows: words.knows,
    name: page.name,
    isWide: page.isWide ?? false,
    product,
    languages: languages.map((language) => ({
      language,
      name: languageNames[language],
      path: inLanguage(model.here, language),
    })),
    stylesheetPath: stylesheet.path,
    keyScriptPath: keyScript.path,
  };
  const insert = (name: string, more?: object) => template(name, { ...locals, ...more });
  const locals = { model, say: words.say, view, part: null, insert };
  const content = insert(`${page.area}/${page.name}`);
  return insert('layout', { part: { content } });
}

/** The page was filled with a model of its own (`filled`), so it may be asked about that. */
function headOf(words: Words, { page, model }: FilledPage): Head {
  if (page.head !== undefined) return page.head(words, model as never);
  const place = `${page.area}.${page.wordsUnder?.(model as never) ?? page.name}`;
  const organization = 'organization' in model ? String(model.organization) : '';
  return {
    title: words.say(`${place}.title`, { client: model.clientName ?? '', organization }),
    problem: model.problem === null ? null : refusalInWords(words, place, model.problem),
  };
}

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
