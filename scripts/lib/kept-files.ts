/** Names of all files that rows speak of; what is made from them, such as smaller pictures, is made anew. */
export const KEPT_FILES = `SELECT storage_key || '/master.webp' AS name FROM media WHERE deleted_at IS NULL
  UNION SELECT storage_key FROM intake_files`;
