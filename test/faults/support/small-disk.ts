import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { closedAtLast } from '../../harness/closing.ts';

/** A disk of a few MiB in memory. Who may mount one is root on Linux, and not in every container. */
export interface SmallDisk {
  readonly path: string;
  /** Takes all the room that there is, and whatever becomes free, until it is given back. */
  fill(): Promise<Filled>;
  remove(): void;
}

export interface Filled {
  /** Gives the room back. */
  free(): Promise<void>;
}

export function openSmallDisk(mebibytes: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'countersign-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=0777`, 'tmpfs', path]);
  const remove = closedAtLast(() => {
    execFileSync('umount', ['--lazy', path]);
    rmSync(path, { recursive: true });
  });
  return { path, remove, fill: () => fill(join(path, 'ballast')) };
}

async function fill(ballast: string): Promise<Filled> {
  const fd = openSync(ballast, 'w');
  const close = closedAtLast(() => closeSync(fd));
  let isFull = true;
  const keepFull = async () => {
    for (; isFull; await pause(20)) takeRoom(fd);
  };
  takeRoom(fd);
  const kept = keepFull();
  return {
    async free() {
      isFull = false;
      await kept;
      truncateSync(ballast);
      close();
    },
  };
}

const pieces = [1024 * 1024, 4096].map((bytes) => Buffer.alloc(bytes, 1));

function takeRoom(fd: number): void {
  for (const piece of pieces) {
    try {
      while (writeSync(fd, piece) === piece.length);
    } catch (error) {
      if (Object(error).code !== 'ENOSPC') throw error;
    }
  }
}

/** Bytes that are free on it. */
export function freeBytes({ path }: SmallDisk): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}
