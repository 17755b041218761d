/** The server under test in a process of its own; tells its CPU time and its memory when it is asked. */
import { readFileSync } from 'node:fs';
import { loadConfig } from '../../src/config/config.ts';
import { createLogger } from '../../src/logging/logger.ts';
import { startServer } from '../../src/main.ts';
import { answerQuestions } from './answers.ts';

const result = loadConfig(process.env, (path) => readFileSync(path, 'utf8'));
if (!result.ok) throw new Error(JSON.stringify(result.problems));
await startServer(result.config, createLogger('silent'));
process.send?.('ready');

answerQuestions();
