import type { KeysModel } from '../../../../../src/web/operator/keys/keys.ts';
import type { KeysRotateModel } from '../../../../../src/web/operator/keys/keys-rotate.ts';
import { operatorFrame } from '../../../support/frames.ts';

const frame = {
  ...operatorFrame,
  area: {
    ...operatorFrame.area,
    tabs: operatorFrame.area.tabs.map((each) => ({ ...each, isCurrent: each.tab === 'keys' })),
  },
};

const { now } = operatorFrame.area;
const hour = 60 * 60 * 1000;

export const keysModel: KeysModel = {
  ...frame,
  keys: [
    {
      kid: 'Nh0vZ1c3r8mYt5Kq2Wx7Jb4Ls9Dg6Pf1Ra0Ue3Ti5Yo',
      algorithm: 'ES256',
      state: 'upcoming',
      createdAt: now - hour / 2,
      signsFrom: now + hour / 2,
      until: null,
    },
    {
      kid: 'b7Qk2Lw9Yd4Hs8Jc6Pm3GzTq7Vb2NxRk5Lw9Yd4Hs8',
      algorithm: 'ES256',
      state: 'signing',
      createdAt: now - 2000 * hour,
      signsFrom: now - 1999 * hour,
      until: now + 25 * hour,
    },
    {
      kid: 'c7Qk2Lw9Yd4Hs8Jc6Pm3GzTq7Vb2NxRk5Lw9Yd4Hs8',
      algorithm: 'RS256',
      state: 'retiring',
      createdAt: now - 4000 * hour,
      signsFrom: now - 3999 * hour,
      until: now + 2 * hour,
    },
    {
      kid: 'd7Qk2Lw9Yd4Hs8Jc6Pm3GzTq7Vb2NxRk5Lw9Yd4Hs8',
      algorithm: 'RS256',
      state: 'retired',
      createdAt: now - 5000 * hour,
      signsFrom: now - 4999 * hour,
      until: now - 2 * hour,
    },
  ],
  sealing: {
    key: '3fa2c1b0',
    states: [
      { kind: 'authenticators', all: 18_406, old: 1204 },
      { kind: 'clients', all: 12, old: 0 },
      { kind: 'signing_keys', all: 4, old: 2 },
      { kind: 'sealed_keys', all: 1, old: 0 },
    ],
    isUnderWay: false,
  },
};

export const resealingModel: KeysModel = {
  ...keysModel,
  sealing: { ...keysModel.sealing, isUnderWay: true },
};

export const calmKeysModel: KeysModel = {
  ...keysModel,
  keys: keysModel.keys.filter(({ state }) => state === 'signing'),
  sealing: {
    ...keysModel.sealing,
    states: keysModel.sealing.states.map((state) => ({ ...state, old: 0 })),
  },
};

export const keysRotateModel: KeysRotateModel = {
  ...frame,
  signsFrom: now + hour,
  until: now + 25 * hour,
  jwks: 'https://id.example/jwks',
  newest: 'Nh0vZ1c3r8mYt5Kq2Wx7Jb4Ls9Dg6Pf1Ra0Ue3Ti5Yo',
};
