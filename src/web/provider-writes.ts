import type { Middleware } from 'koa';
import type { RequestRecords } from '../provider/request-records.ts';

/**
 * Writes what the library saved during a request before its answer goes out. Where that fails, nothing of the answer
 * may reach the browser: neither the code in its address nor the cookie of a session that does not exist.
 */
export function writeTogether(records: RequestRecords): Middleware {
  return async (ctx, next) => {
    try {
      await records.together(next);
    } catch (error) {
      for (const name of ['set-cookie', 'location']) ctx.remove(name);
      ctx.state.firstPage = undefined;
      throw error;
    }
  };
}
