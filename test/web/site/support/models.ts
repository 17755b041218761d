import type { HomeModel } from '../../../../src/web/site/home.ts';
import { bare } from '../../support/frames.ts';

export const homeModel: HomeModel = { ...bare, discoveryPath: '/.well-known/openid-configuration' };
