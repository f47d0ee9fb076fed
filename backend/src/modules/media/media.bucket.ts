import { S3Client } from '@aws-sdk/client-s3';
import { AwsS3StorageAdapter } from '@flystorage/aws-s3';
import type { Env } from '../../env.ts';

/** A bucket of S3, or of a server that speaks like it. It has to be there. */
export function openBucket(env: Env): AwsS3StorageAdapter {
  const client = new S3Client({
    region: env.S3_REGION,
    credentials: { accessKeyId: env.S3_ACCESS_KEY_ID ?? '', secretAccessKey: env.S3_SECRET_ACCESS_KEY ?? '' },
    // A server of one's own seldom has a name for each bucket.
    ...(env.S3_ENDPOINT && { endpoint: env.S3_ENDPOINT, forcePathStyle: true }),
    // Sums in trailers are beyond many servers; what is sent is summed by the signature.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // Of silence, not of a whole request: what is long takes its time.
    requestHandler: { connectionTimeout: 3_000, socketTimeout: 15_000 },
  });
  return new AwsS3StorageAdapter(client, { bucket: env.S3_BUCKET ?? '' });
}
