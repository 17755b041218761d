import { travelHome } from './clock.ts';
import { disposeTestDatabase } from './database.ts';
import { stopSharedServer } from './server.ts';

/** Root hooks of mocha (`require` in .mocharc.yml). */
export const mochaHooks = {
  afterEach(): void {
    travelHome();
  },
  async afterAll(): Promise<void> {
    await stopSharedServer();
    await disposeTestDatabase();
  },
};
