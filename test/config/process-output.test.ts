import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { createLogger } from '../../src/logging/logger.ts';
import { logProcessOutput } from '../../src/logging/process-output.ts';

/** A process and its console, with what went to its log. */
function processWithLog() {
  const lines: string[] = [];
  const logger = createLogger('debug', { write: (line) => void lines.push(line) });
  const printed: unknown[] = [];
  const print = (...words: unknown[]) => void printed.push(words);
  const printer = { ...console, debug: print, log: print, info: print, warn: print, error: print };
  const exits: unknown[] = [];
  const own = Object.assign(new EventEmitter(), { exit: (code: number) => void exits.push(code) });
  own.on('warning', print);
  logProcessOutput(logger, { console: printer, process: own });
  return { printer, own, exits, printed, logged: () => lines.map((line) => JSON.parse(line)) };
}

describe('what a process would print beside its log', () => {
  it('is a line of the log, at the level of its name, with what stands in for its placeholders', () => {
    const { printer, printed, logged } = processWithLog();
    for (const method of ['debug', 'log', 'info', 'warn', 'error'] as const)
      printer[method]('oidc-provider NOTICE: %s', method);
    expect(printed).to.deep.equal([]);
    const levels = ['debug', 'info', 'info', 'warn', 'error'];
    expect(logged().map(({ level }) => level)).to.deep.equal(levels);
    expect(logged()[0].msg).to.equal('oidc-provider NOTICE: debug');
  });

  it('says no secret there either', () => {
    const { printer, logged } = processWithLog();
    printer.info('%j', { client_secret: 'hidden' }, new URL('https://a.example/?code=hidden').href);
    expect(JSON.stringify(logged())).not.to.include('hidden');
  });

  it('is a line of the log where Node warns, and where an error ends the process', () => {
    const { own, exits, printed, logged } = processWithLog();
    own.emit('warning', new Error('experimental'));
    own.emit('uncaughtException', new Error('a bug'));
    expect(printed).to.deep.equal([]);
    expect(logged().map(({ level, err }) => [level, err.message])).to.deep.equal([
      ['warn', 'experimental'],
      ['fatal', 'a bug'],
    ]);
    expect(exits).to.deep.equal([1]);
  });
});
