import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ejs, { type TemplateFunction } from 'ejs';
import { type Product, plainProduct } from '../../config/product.ts';
import { harmlessName } from '../../documents/display-name.ts';
import { inLanguage } from '../http/chosen-language.ts';
import { type MailModel, mailInWords, type RenderedMail } from '../mails/mails.ts';
import { isolate, plainText, withBdi } from '../words/isolates.ts';
import {
  type Language,
  languageNames,
  languages,
  loadMarkedWords,
  plainWords,
  type Words,
} from '../words/language.ts';
import { whyInWords } from '../words/reasons.ts';
import { refusalInWords } from '../words/refusals.ts';
import { instantInWords, timeLeftInWords } from '../words/time-in-words.ts';
import type { FilledPage, Head } from './page.ts';
import { standingLinks } from './standing.ts';

/** A file that pages use; its address changes with its content, so that it may be cached for ever. */
export interface Asset {
  /** E.g. `/assets/countersign-0f3a9c2b71de.css`. */
  readonly path: string;
  readonly content: string;
}

/** Stylesheet and scripts; only the pages named have one, and work without it where they can. */
export interface Assets {
  readonly stylesheet: Asset;
  /** Asks a security key. */
  readonly keyScript: Asset;
  /** Copies recovery codes. */
  readonly copyScript: Asset;
  /** Sends an application its answer. */
  readonly postScript: Asset;
}

export interface Renderer {
  /** A complete HTML document. */
  readonly renderPage: (filled: FilledPage) => string;
  readonly renderMail: (model: MailModel) => RenderedMail;
  readonly assets: Assets;
  /** The texts without marks, for what is no page. */
  readonly words: Readonly<Record<Language, Words>>;
}

export interface RendererOptions {
  /** Directory with `layout.ejs`, `parts`, `words` and `assets`, and a folder for each area of pages and for mails. */
  readonly viewsDirectory: string;
  /** Keeps compiled templates; otherwise each rendering reads them anew. */
  readonly production: boolean;
  /** Default: Countersign, and nobody behind it. */
  readonly product?: Product;
}

type Template = (name: string, locals: object) => string;

/** Names that templates may use; a misspelt one throws instead of printing nothing. */
const templateNames = ['model', 'say', 'shown', 'view', 'part', 'insert'];

/** Compiles the templates as they are needed, and reads texts and stylesheet at once. */
export function createRenderer(options: RendererOptions): Renderer {
  const { viewsDirectory, product = plainProduct } = options;
  const words = loadMarkedWords(viewsDirectory);
  const template = createTemplates(options);
  const assets: Assets = {
    stylesheet: readAsset(viewsDirectory, 'countersign', 'css'),
    keyScript: readAsset(viewsDirectory, 'security-key', 'js'),
    copyScript: readAsset(viewsDirectory, 'copy-codes', 'js'),
    postScript: readAsset(viewsDirectory, 'form-post', 'js'),
  };
  return {
    renderPage: (filled) =>
      renderPage(template, words[filled.model.language], { ...filled, assets, product }),
    renderMail: (model) => renderMail(template, words[model.language], { product, model }),
    assets,
    words: plainWords(words),
  };
}

interface Drawn extends FilledPage {
  readonly assets: Assets;
  readonly product: Product;
}

function renderPage(template: Template, words: Words, { page, model, product, assets }: Drawn): string {
  const view = {
    ...headOf(words, { page, model }),
    why: whyInWords(words, model.why, model.clientName),
    instant: instantInWords,
    timeLeft: timeLeftInWords,
    knows: words.knows,
    name: page.name,
    isWide: page.isWide ?? false,
    product: product.name,
    standing: standingLinks(words, product),
    languages: model.here === null ? [] : languageLinks(model.here),
    stylesheetPath: assets.stylesheet.path,
    keyScriptPath: assets.keyScript.path,
    copyScriptPath: assets.copyScript.path,
    postScriptPath: assets.postScript.path,
  };
  const insert = (name: string, more?: object) => template(name, { ...locals, ...more });
  const locals = { model, say: words.say, shown, view, part: null, insert };
  const content = insert(`${page.area}/${page.name}`);
  return withBdi(insert('layout', { part: { content } }));
}

/** A name that stands by itself; one within a sentence is marked by `say`. */
function shown(name: string): string {
  return isolate(harmlessName(name));
}

function languageLinks(here: string) {
  return languages.map((language) => ({
    language,
    name: languageNames[language],
    path: inLanguage(here, language),
  }));
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
  readonly product: Product;
}

function renderMail(template: Template, words: Words, { model, product }: Mail): RenderedMail {
  const locals = {
    model,
    say: words.say,
    view: {
      ...mailInWords(words, product.name, model),
      product: product.name,
      standing: standingLinks(words, product),
    },
    part: null,
  };
  return {
    subject: plainText(locals.view.subject),
    text: plainText(template('mail/text', locals)),
    html: withBdi(template('mail/html', locals)),
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
