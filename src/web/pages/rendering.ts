import { type Product, plainProduct } from '../../config/product.ts';
import { harmlessName } from '../../documents/display-name.ts';
import { type Branding, noBranding } from '../../organizations/profile/branding.ts';
import type { BrandQuestion } from '../../organizations/profile/choose-brand.ts';
import { stackedBars } from '../charts/stacked-bars.ts';
import { inLanguage } from '../http/chosen-language.ts';
import { drawMail } from '../mails/draw-mail.ts';
import type { MailModel, RenderedMail } from '../mails/mails.ts';
import { eventsInWords } from '../words/events.ts';
import { isolate, withBdi } from '../words/isolates.ts';
import {
  type Language,
  languageNames,
  languages,
  loadMarkedWords,
  plainWords,
  type Words,
} from '../words/language.ts';
import { momentsOf } from '../words/moments.ts';
import { numberInWords } from '../words/number-in-words.ts';
import { whyInWords } from '../words/reasons.ts';
import { refusalInWords } from '../words/refusals.ts';
import { instantInWords, listInWords, timeLeftInWords } from '../words/time-in-words.ts';
import { type Assets, type Icons, readAssets, readIcons } from './assets.ts';
import { brandView } from './brand-view.ts';
import { createIconSheet } from './icons.ts';
import type { FilledPage, Head } from './page.ts';
import type { PageFrame } from './page-frame.ts';
import { readOnly } from './read-only.ts';
import { standingLinks } from './standing.ts';
import { createTemplates, type Template } from './templates.ts';

export interface Renderer {
  /** A complete HTML document, in the brand of whoever the page belongs to. */
  readonly drawPage: (filled: FilledPage) => Promise<string>;
  /** The same in a brand that is known; default none, which asks nobody anything. */
  readonly renderPage: (filled: FilledPage, brand?: Branding) => string;
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
  /** What pages look like; default: as the product does. */
  readonly brandOf?: (asked: BrandQuestion) => Promise<Branding>;
}

/** Of pages that are about no application: the installation's. */
const nobodys: BrandQuestion = { clientOrganization: null, narrowedTo: null };

/** Compiles the templates as they are needed, and reads texts and stylesheet at once. */
export function createRenderer(options: RendererOptions): Renderer {
  const { viewsDirectory, product = plainProduct, brandOf = async () => noBranding } = options;
  const words = loadMarkedWords(viewsDirectory);
  const template = createTemplates(options);
  const assets = readAssets(viewsDirectory);
  const icons = readIcons(viewsDirectory);
  const drawn = (filled: FilledPage, brand: Branding = noBranding) =>
    renderPage(template, words[filled.model.language], { ...filled, assets, icons, product, brand });
  return {
    drawPage: async (filled) => drawn(filled, await brandOf(filled.model.brand ?? nobodys)),
    renderPage: drawn,
    renderMail(model) {
      const own = words[model.language];
      const sender = { name: product.name, standing: standingLinks(own, product) };
      return drawMail(template, own, { sender, model });
    },
    assets,
    words: plainWords(words),
  };
}

interface Drawn extends FilledPage {
  readonly assets: Assets;
  readonly icons: Icons;
  readonly product: Product;
  readonly brand: Branding;
}

function renderPage(
  template: Template,
  words: Words,
  { page, model, product, brand, assets, icons }: Drawn,
): string {
  const { icon, sprite } = createIconSheet(icons);
  const view = {
    ...headOf(words, { page, model }),
    why: whyInWords(words, model.why, model.clientName),
    icon,
    sprite,
    instant: instantInWords,
    timeLeft: timeLeftInWords,
    list: listInWords,
    stackedBars,
    number: (value: number) => numberInWords(model.language, value),
    ...momentsIn(model),
    knows: words.knows,
    event: eventsInWords(words),
    name: page.name,
    isWide: page.isWide ?? false,
    ...brandView(words, product, brand),
    languages: model.here === null ? [] : languageLinks(model.here),
    stylesheetPath: assets.stylesheet.path,
    keyScriptPath: assets.keyScript.path,
    copyScriptPath: assets.copyScript.path,
    postScriptPath: assets.postScript.path,
    areaScriptPath: assets.areaScript.path,
  };
  const insert = (name: string, more?: object) => template(name, { ...locals, ...more });
  const locals = { model, say: words.say, shown, view, part: null, insert };
  const content = contentOf(model, insert(`${page.area}/${page.name}`));
  return withBdi(insert('layout', { part: { content } }));
}

/** Whoever reads a console as support finds nothing in it that would change something. */
function contentOf({ area }: PageFrame, html: string): string {
  if (area === undefined || area.support === null) return html;
  return readOnly(
    html,
    area.tabs.map(({ href }) => href),
  );
}

/** Pages of areas tell their times in the zone that they name. */
function momentsIn({ area, language }: PageFrame) {
  return area === undefined ? {} : momentsOf(language, area.timeZone, area.now);
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
