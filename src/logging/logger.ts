import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { concealArgument, concealPaths, concealPathsAndParameters, concealSecrets } from './conceal.ts';
import { describeError } from './describe-error.ts';
import { standardOutput } from './output.ts';

/** What code that logs depends on. Structured first, words second: `logger.warn({ code }, 'mail refused')`. */
export type Logger = pino.Logger;

/** What is known of a request; Node's and Koa's request objects fit. */
export interface LoggableRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly id?: unknown;
}

/** Bytes kept while standard output does not take them; beyond that lines are dropped, sign-ins go on. */
const bufferedBytes = 4 * 1024 * 1024;

/**
 * A logger that writes one JSON object a line. Nothing secret gets out: members with secret names are replaced at any
 * depth, errors lose what drivers attach to them, addresses in any text lose their query secrets and one-time parts.
 * `destination` defaults to standard output, written without blocking.
 */
export function createLogger(
  level: string,
  destination: pino.DestinationStream = standardOutput(bufferedBytes),
): Logger {
  const logger = pino(
    {
      level,
      base: { service: 'countersign' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: concealSecrets,
      },
      serializers: {
        err: concealing(describeError),
        error: concealing(describeError),
        req: concealing(describeRequest),
        res: concealing(describeResponse),
      },
      hooks: { logMethod: withSafeMessage, streamWrite: concealPathsAndParameters },
    },
    destination,
  );
  return concealBindings(logger);
}

/** What a logger is bound to, the formatter of its lines never sees; and a child has no other formatters. */
function concealBindings(logger: Logger): Logger {
  const { child, setBindings } = logger;
  return Object.assign(logger, {
    child(this: Logger, bindings: pino.Bindings, options?: pino.ChildLoggerOptions) {
      if (options !== undefined) throw new TypeError('a child of this logger takes no options');
      return Reflect.apply(child, this, [concealSecrets(bindings)]);
    },
    setBindings(this: Logger, bindings: pino.Bindings) {
      Reflect.apply(setBindings, this, [concealSecrets(bindings)]);
    },
  });
}

function concealing<Value>(describe: (value: Value) => object): (value: Value) => object {
  return (value) => concealSecrets(describe(value));
}

/** An id for one request. None is accepted from outside: it would let a stranger forge links between log lines. */
export function newRequestId(): string {
  return randomUUID();
}

/** Method and path of a request, without the query and with ids and one-time tokens in the path masked. */
export function describeRequest(request: LoggableRequest) {
  const path = (request.url ?? '').split(/[?#]/, 1)[0] ?? '';
  const id = typeof request.id === 'string' ? { id: request.id } : {};
  return { ...id, method: request.method ?? null, path: concealPaths(path).slice(0, 300) };
}

function describeResponse(response: { readonly statusCode?: number; readonly status?: number }) {
  return { status: response.statusCode ?? response.status ?? null };
}

/** Without words of its own a line takes those of its error, and those of the database may quote a secret. */
function withSafeMessage(this: Logger, [first, ...rest]: LogArguments, method: pino.LogFn) {
  const error = first instanceof Error ? first : errorIn(first);
  if (error === null || rest.length > 0)
    return Reflect.apply(method, this, [first, ...rest.map(concealArgument)]);
  return Reflect.apply(method, this, [first, describeError(error).message]);
}

type LogArguments = Parameters<pino.LogFn>;

function errorIn(members: unknown): Error | null {
  const hasError = typeof members === 'object' && members !== null && 'err' in members;
  return hasError && members.err instanceof Error ? members.err : null;
}
