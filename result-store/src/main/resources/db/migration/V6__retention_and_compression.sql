-- How long artifacts are kept, and how: what nothing refers to any more is deleted, and arrays are compressed.

ALTER TABLE campaign
    ADD COLUMN retention text NOT NULL DEFAULT 'all' CHECK (retention IN ('all', 'perturbations', 'metrics'));
COMMENT ON COLUMN campaign.retention IS 'What is kept of its jobs besides numbers: all artifacts; perturbations, and the blurred images and kernels that they belong to; or metrics, which is none';

ALTER TABLE job_artifact
    ADD COLUMN kept boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN job_artifact.kept IS 'False once no campaign that asks for the job wants it kept: its bytes may be gone, and do not come back';

ALTER TABLE blob
    ADD COLUMN encoding text NOT NULL DEFAULT 'identity' CHECK (encoding IN ('identity', 'zstd')),
    ADD COLUMN used_at timestamptz NOT NULL DEFAULT now();
COMMENT ON COLUMN blob.encoding IS 'How bytes holds them: identity, or zstd (RFC 8878). sha256 and length are of the bytes themselves';
COMMENT ON COLUMN blob.bytes IS 'The bytes, encoded as encoding says';
COMMENT ON COLUMN blob.used_at IS 'When it was last stored, uploaded again or asked for by whoever submits campaigns, give or take ten minutes: what was used lately is not deleted';

-- Whether a campaign of that retention keeps artifacts of that kind.
CREATE FUNCTION keeps(retention text, kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
SELECT retention = 'all' OR (retention = 'perturbations' AND kind IN ('perturbation', 'blurred', 'kernel'))
$$;
COMMENT ON FUNCTION keeps IS 'Whether a campaign of that retention keeps artifacts of that kind';

CREATE OR REPLACE FUNCTION orphan_blobs(older_than interval) RETURNS TABLE (sha256 text, media_type text, length bigint, created_at timestamptz)
LANGUAGE sql STABLE
AS $$
WITH named AS (
    SELECT DISTINCT digest #>> '{}' AS sha256
    FROM campaign
    CROSS JOIN LATERAL jsonb_path_query(document, 'strict $.**.sha256') AS digest
)
SELECT b.sha256, b.media_type, b.length, b.created_at
FROM blob b
WHERE b.used_at < now() - older_than
  AND NOT EXISTS (SELECT 1 FROM job_artifact a WHERE a.sha256 = b.sha256 AND a.kept)
  AND NOT EXISTS (SELECT 1 FROM named n WHERE n.sha256 = b.sha256)
  AND NOT EXISTS (SELECT 1 FROM job j WHERE j.image_sha256 = b.sha256)
  AND NOT EXISTS (SELECT 1 FROM job j WHERE j.target_sha256 = b.sha256)
$$;
COMMENT ON FUNCTION orphan_blobs IS 'Blobs not used for so long that no result names as an artifact to keep and no campaign or job as its image, kernel or target: left by attempts whose result never came or did not count, uploaded and not used, or not to be kept';
