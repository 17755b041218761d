import type { Fields } from '../../../harness/browser.ts';
import type { TestServer } from '../../../harness/server.ts';
import type { Organizations, Visitor } from './people.ts';
import type { Subjects } from './subjects.ts';

/**
 * What an answer comes to. `shown`: the page; `done`: sent on, or a file; `sign-in` and `step-up`: to the sign-in, to prove who
 * one is, or a second factor of now; else the status of a refusal.
 */
export type Outcome =
  | 'shown'
  | 'done'
  | 'sign-in'
  | 'step-up'
  | '403'
  | '404'
  | '409'
  | '410'
  | '412'
  | '422';

/** For whom the page is: without a second factor in their session, with an old one, and with a fresh one. */
export type Row = readonly [none: Outcome, old: Outcome, fresh: Outcome];

/** One request for a page, before it is sent. */
export interface Call {
  readonly server: TestServer;
  readonly at: Organizations;
  readonly visitor: Visitor;
  /** Of this call alone where it is to be done. */
  readonly subjects: Subjects;
  readonly address: string;
}

type Asked = Omit<Call, 'address'>;

/** Values of the parameters of a path. */
export type About = (asked: Asked) => Promise<Readonly<Record<string, string>>>;

/** Fields of a form that is right, beside its action. */
export type Body = (call: Call) => Fields | Promise<Fields>;

export interface FormCase {
  /** Default: none are needed. */
  readonly body?: Body;
  readonly may: Row;
  /** Of owners, where they may more than administrators. */
  readonly owner?: Row;
  /** The same form without any field; default: it is shown again before anything else is asked. */
  readonly empty?: Row;
  readonly ownerEmpty?: Row;
  /** Whether nothing is stored by it, beside what the session keeps for its next page. */
  readonly leavesAll?: true;
  readonly about?: About | undefined;
}

export interface PageCase {
  /** Default: it is about nothing but the organization, if that. */
  readonly about?: About | undefined;
  readonly read: Row;
  readonly owner?: Row;
  readonly query?: string;
  /** By action; of one that does several things, each. */
  readonly forms?: Readonly<Record<string, readonly FormCase[]>>;
}

/** By the path as the specification has it. */
export type Cases = Readonly<Record<string, PageCase>>;

export const shown: Row = ['shown', 'shown', 'shown'];
export const done: Row = ['done', 'done', 'done'];
export const missing: Row = ['404', '404', '404'];
export const forbidden: Row = ['403', '403', '403'];
/** Rulings 14 and 26: whoever has no factor is led to set one up. */
export const fresh: Row = ['step-up', 'step-up', 'done'];
/** Ruling 26, where the organization asks nobody for a second factor. */
export const freshOfOwn: Row = ['done', 'step-up', 'done'];
