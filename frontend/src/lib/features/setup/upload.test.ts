import { expect, test } from 'vitest';
import { UPLOAD_BYTES as ofTheApi } from '@turnero/backend/contracts/media';
import { cropOf, UPLOAD_BYTES } from './upload.ts';

test('a wide picture loses its sides, a tall one its ends, and zooming takes from all', () => {
  const middle = { zoom: 1, across: 0.5, down: 0.5 };
  expect(cropOf({ picture: 2, frame: 1 }, middle)).toEqual({ left: 0.25, top: 0, width: 0.5, height: 1 });
  expect(cropOf({ picture: 0.5, frame: 1 }, middle)).toEqual({ left: 0, top: 0.25, width: 1, height: 0.5 });
  const corner = cropOf({ picture: 1, frame: 1 }, { zoom: 2, across: 1, down: 1 });
  expect(corner).toEqual({ left: 0.5, top: 0.5, width: 0.5, height: 0.5 });
});

test('the largest file is that of the API', () => expect(UPLOAD_BYTES).toBe(ofTheApi));
