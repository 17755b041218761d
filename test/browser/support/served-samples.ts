import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import type { Asset } from '../../../src/web/pages/assets.ts';
import type { FilledPage } from '../../../src/web/pages/page.ts';
import { createRenderer } from '../../../src/web/pages/rendering.ts';
import { type Language, languages } from '../../../src/web/words/language.ts';
import { closedAtLast } from '../../harness/closing.ts';
import { pageSamples, refusedSamples } from '../../web/support/page-samples.ts';

export const renderer = createRenderer({ viewsDirectory: 'views', production: true });

/** Every page, then the forms that were refused. */
export const samples = [...pageSamples, ...refusedSamples];

/** Where the first sample of a page is. */
export function sampleAt(origin: string, name: string): string {
  return `${origin}/${samples.findIndex(({ page }) => page.name === name)}`;
}

/**
 * Serves sample n at `/n`, in another language than its own at `/n?de`, what pages use, and other documents by their paths.
 * @returns its origin
 */
export async function serveSamples(others: ReadonlyMap<string, string> = new Map()): Promise<string> {
  // The script of form-post is empty here: it would send the page off, to a host that is none of ours.
  const { postScript, ...rest } = renderer.assets;
  const assets: readonly Asset[] = [...Object.values(rest), { ...postScript, content: '' }];
  const server = createServer(({ url = '/' }, response) => {
    const asset = assets.find(({ path }) => path === url);
    const [path = '', wanted] = url.split('?');
    const language = languages.find((each) => each === wanted);
    const sample = sampleIn(samples[Number(path.slice(1))], language);
    const [, extension = 'html'] = /\.(css|js)$/.exec(asset?.path ?? '') ?? [];
    response.setHeader('content-type', types[extension] ?? '');
    response.end(asset?.content ?? others.get(url) ?? (sample ? renderer.renderPage(sample) : ''));
  });
  closedAtLast(() => {
    server.closeAllConnections();
    server.close();
  });
  await listening(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Any sample, as the first page of a series. */
export async function openSeries(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/0`);
}

/**
 * Puts a sample in place of what is shown, under the stylesheet that is there: a tenth of the time of going to it. Its scripts
 * do not run.
 */
export async function showNext(page: Page, sample: FilledPage, language?: Language): Promise<void> {
  await replace(page, renderer.renderPage(sampleIn(sample, language) ?? sample), 'body');
}

/** The same for a document that has its styles in itself. */
export async function showDocument(page: Page, html: string): Promise<void> {
  await replace(page, html, 'documentElement');
}

async function replace(page: Page, html: string, part: 'body' | 'documentElement'): Promise<void> {
  await page.evaluate(`(() => {
    const next = new DOMParser().parseFromString(${JSON.stringify(html)}, 'text/html');
    document.documentElement.lang = next.documentElement.lang;
    document.${part}.replaceWith(document.adoptNode(next.${part}));
    scrollTo(0, 0);
  })()`);
}

function sampleIn(sample: FilledPage | undefined, language?: Language): FilledPage | undefined {
  return sample && language ? { ...sample, model: { ...sample.model, language } } : sample;
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css',
  js: 'text/javascript',
};

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
}
