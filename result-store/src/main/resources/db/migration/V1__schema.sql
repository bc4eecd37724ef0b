-- The tables and views of Shakedown. Tables belong to result-store; the views at the end are the stable public interface.
-- Kafka records arrive in any order and are redelivered: no table has a foreign key, and every write is idempotent.

-- Campaigns

CREATE TABLE campaign (
    id           text PRIMARY KEY,
    name         text NOT NULL,
    document     jsonb NOT NULL,
    jobs         bigint NOT NULL,
    submitted_at timestamptz NOT NULL,
    round        integer NOT NULL,
    retention    text NOT NULL CHECK (retention IN ('all', 'perturbations', 'metrics'))
);
COMMENT ON TABLE campaign IS 'Campaigns that were accepted';
COMMENT ON COLUMN campaign.id IS 'Derived from the document: the same document is the same campaign';
COMMENT ON COLUMN campaign.name IS 'What people call it; not unique';
COMMENT ON COLUMN campaign.document IS 'The SubmittedCampaign message of that round, whole';
COMMENT ON COLUMN campaign.jobs IS 'How many jobs it expands into';
COMMENT ON COLUMN campaign.submitted_at IS 'When it was accepted';
COMMENT ON COLUMN campaign.round IS 'The newest round of its jobs that was published, from 0';
COMMENT ON COLUMN campaign.retention IS 'What is kept of its jobs besides numbers: all artifacts; perturbations, which is every array and no picture; or metrics, which is none';
CREATE INDEX campaign_submitted_at ON campaign (submitted_at DESC, id);

CREATE TABLE campaign_control (
    campaign_id text PRIMARY KEY,
    state       text NOT NULL,
    abandoned   integer NOT NULL,
    asked_at    timestamptz NOT NULL
);
COMMENT ON TABLE campaign_control IS 'The latest request to pause, resume or cancel each campaign';
COMMENT ON COLUMN campaign_control.campaign_id IS 'The campaign';
COMMENT ON COLUMN campaign_control.state IS 'ACTIVE, PAUSED or CANCELLED';
COMMENT ON COLUMN campaign_control.abandoned IS 'The last round whose requests are not started; -1 if no round is abandoned';
COMMENT ON COLUMN campaign_control.asked_at IS 'When that was requested';

-- Every transaction that changes the state of a job updates this table. It is recounted when two concurrent transactions
-- may have missed each other. Rows are small and change often: the free space keeps updates on their page.
CREATE TABLE campaign_count (
    campaign_id text PRIMARY KEY,
    known       bigint NOT NULL,
    succeeded   bigint NOT NULL,
    failed      bigint NOT NULL,
    changed_at  timestamptz NOT NULL DEFAULT now(),
    counted_at  timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 50);
COMMENT ON TABLE campaign_count IS 'How many jobs of a campaign are in which state; updated as records arrive';
COMMENT ON COLUMN campaign_count.campaign_id IS 'The campaign';
COMMENT ON COLUMN campaign_count.known IS 'Jobs whose request has arrived';
COMMENT ON COLUMN campaign_count.succeeded IS 'Jobs that succeeded and whose artifacts are all stored';
COMMENT ON COLUMN campaign_count.failed IS 'Jobs that failed and were not retried since';
COMMENT ON COLUMN campaign_count.changed_at IS 'When one of the numbers last changed';
COMMENT ON COLUMN campaign_count.counted_at IS 'When the jobs themselves were last counted';

-- Jobs

CREATE TABLE job (
    id               text PRIMARY KEY,
    request          jsonb NOT NULL,
    retry            integer NOT NULL,
    image            text NOT NULL,
    image_sha256     text NOT NULL,
    image_width      integer NOT NULL,
    image_height     integer NOT NULL,
    arrives_blurred  boolean NOT NULL,
    network          text NOT NULL,
    network_sha256   text NOT NULL,
    objective        text NOT NULL,
    target           text,
    target_sha256    text,
    kernel_type      text,
    kernel_size      integer,
    kernel_name      text,
    kernel           jsonb,
    blur_type        text,
    blur             jsonb,
    boundary         text,
    noise_sigma      double precision,
    noise_seed       bigint,
    rounded_to_8_bit boolean,
    budget           double precision NOT NULL,
    steps            integer NOT NULL,
    step_size        double precision NOT NULL,
    clip             boolean NOT NULL,
    iterate          text NOT NULL,
    seed             bigint NOT NULL
);
COMMENT ON TABLE job IS 'One image, one blur, one network, one attack and one budget; computed once, even if several campaigns request it';
COMMENT ON COLUMN job.id IS 'Hash of everything that determines the result, and of nothing else';
COMMENT ON COLUMN job.request IS 'The first AttackRequest message of the job';
COMMENT ON COLUMN job.retry IS 'How often the job failed and was retried; a failure of an earlier retry no longer counts';
COMMENT ON COLUMN job.image IS 'Name of the image in the campaign that requested the job first';
COMMENT ON COLUMN job.image_sha256 IS 'The image file that the job starts from: the sharp one, or the one that arrives blurred';
COMMENT ON COLUMN job.image_width IS 'Width of that image in pixels';
COMMENT ON COLUMN job.image_height IS 'Height of that image in pixels';
COMMENT ON COLUMN job.arrives_blurred IS 'Whether the image was blurred already when it came';
COMMENT ON COLUMN job.network IS 'Network under attack: name or name@variant';
COMMENT ON COLUMN job.network_sha256 IS 'SHA-256 of the network''s file';
COMMENT ON COLUMN job.objective IS 'untargeted, targeted, localised, ground-truth or minimum-budget';
COMMENT ON COLUMN job.target IS 'Name of the target image, or of the edit, in the campaign that requested the job first; null if there is none';
COMMENT ON COLUMN job.target_sha256 IS 'The target image''s file; null if there is none';
COMMENT ON COLUMN job.kernel_type IS 'camera-shake, gaussian, disk, linear-motion or file, also of a kernel that was recentred or scaled; null if no kernel is known, or the blur has not one kernel but several';
COMMENT ON COLUMN job.kernel_size IS 'Side of the square kernel in pixels, after scaling; null where kernel_type is';
COMMENT ON COLUMN job.kernel_name IS 'Name of an uploaded kernel; null for others';
COMMENT ON COLUMN job.kernel IS 'The KernelSpec with all its parameters; if its type is adjusted, the original kernel is in its field kernel. Null where kernel_type is';
COMMENT ON COLUMN job.blur_type IS 'uniform: one kernel everywhere; grid: local kernels; camera-path: a moving camera. Null if the image arrives blurred';
COMMENT ON COLUMN job.blur IS 'The BlurSpec with all its parameters; null if the image arrives blurred';
COMMENT ON COLUMN job.boundary IS 'reflect, circular, replicate or valid; null if the image arrives blurred';
COMMENT ON COLUMN job.noise_sigma IS 'Standard deviation of the noise on the scale of [0,1]; null if the image arrives blurred';
COMMENT ON COLUMN job.noise_seed IS 'Seed of the noise; null if the image arrives blurred';
COMMENT ON COLUMN job.rounded_to_8_bit IS 'Whether the blurred image was rounded as a file would be; null if it arrives blurred';
COMMENT ON COLUMN job.budget IS 'epsilon, the bound of the perturbation''s norm, in 255ths; 0 where the kernel alone is perturbed';
COMMENT ON COLUMN job.steps IS 'Updates of the attack, at most';
COMMENT ON COLUMN job.step_size IS 'Step size on the scale of [0,1]';
COMMENT ON COLUMN job.clip IS 'Whether the perturbed image is kept in [0,1]';
COMMENT ON COLUMN job.iterate IS 'Which iterate counts: last or best';
COMMENT ON COLUMN job.seed IS 'Seed of the random start';

CREATE TABLE campaign_job (
    campaign_id text NOT NULL,
    ordinal     bigint NOT NULL,
    job_id      text NOT NULL,
    data_set    text,
    image       text NOT NULL,
    attack      text NOT NULL,
    target      text,
    request     jsonb,
    -- With job_id, a campaign's jobs are counted from indexes alone.
    PRIMARY KEY (campaign_id, ordinal) INCLUDE (job_id)
);
COMMENT ON TABLE campaign_job IS 'The jobs of each campaign, under the names that it gives to images and attacks';
COMMENT ON COLUMN campaign_job.campaign_id IS 'The campaign';
COMMENT ON COLUMN campaign_job.ordinal IS 'The job''s place in the campaign''s expansion, from 0';
COMMENT ON COLUMN campaign_job.job_id IS 'The job';
COMMENT ON COLUMN campaign_job.data_set IS 'The data set that this campaign says the image is of; null if it does not say';
COMMENT ON COLUMN campaign_job.image IS 'Name of the image in this campaign';
COMMENT ON COLUMN campaign_job.attack IS 'Name of the attack in this campaign, unique there';
COMMENT ON COLUMN campaign_job.target IS 'Name of the target image, or of the edit, in this campaign; null if there is none';
COMMENT ON COLUMN campaign_job.request IS 'This campaign''s AttackRequest message, whole; null where job has the same';
CREATE INDEX campaign_job_job_id ON campaign_job (job_id);
-- A campaign has few images and many jobs, so equal keys take little space.
CREATE INDEX campaign_job_image ON campaign_job (campaign_id, image);

CREATE TABLE result (
    job_id           text NOT NULL,
    status           text NOT NULL CHECK (status IN ('SUCCEEDED', 'FAILED')),
    complete         boolean NOT NULL,
    retry            integer NOT NULL,
    failure_code     text,
    failure_message  text,
    worker           text NOT NULL,
    started_at       timestamptz NOT NULL,
    finished_at      timestamptz NOT NULL,
    network_sha256   text,
    seconds_per_step double precision,
    trace_steps      integer[],
    trace_objectives double precision[],
    warnings         text[] NOT NULL DEFAULT '{}',
    warning_messages text[] NOT NULL DEFAULT '{}',
    message          bytea NOT NULL,
    PRIMARY KEY (job_id) INCLUDE (status, complete)
);
COMMENT ON TABLE result IS 'How jobs ended. A success stays; a failure is replaced by a success or by the failure of a later retry';
COMMENT ON COLUMN result.job_id IS 'The job; its request may arrive later than its result';
COMMENT ON COLUMN result.status IS 'SUCCEEDED: the attack ran to its end, whether or not it fooled the network. FAILED: it could not';
COMMENT ON COLUMN result.complete IS 'Whether every artifact that the result names is stored';
COMMENT ON COLUMN result.retry IS 'Which retry of the job it is the result of, from 0';
COMMENT ON COLUMN result.failure_code IS 'A stable word for programs, such as not-finite';
COMMENT ON COLUMN result.failure_message IS 'What happened, for people';
COMMENT ON COLUMN result.worker IS 'The worker that ran the job';
COMMENT ON COLUMN result.started_at IS 'When its first step began';
COMMENT ON COLUMN result.finished_at IS 'When its artifacts were safe';
COMMENT ON COLUMN result.network_sha256 IS 'As in job, to find how fast a network is attacked; null until the request has come';
COMMENT ON COLUMN result.seconds_per_step IS 'Mean wall-clock time of one update';
COMMENT ON COLUMN result.trace_steps IS 'The steps at which the objective was measured; null for failed jobs';
COMMENT ON COLUMN result.trace_objectives IS 'The objective at each of these steps';
COMMENT ON COLUMN result.warnings IS 'Codes of what a reader of the numbers must know, such as does-not-restore or no-movement; empty if there is nothing';
COMMENT ON COLUMN result.warning_messages IS 'The same in words, in the same order';
COMMENT ON COLUMN result.message IS 'The AttackResult message as it was written: UTF-8, compressed with Zstandard';
-- PostgreSQL need not compress what is compressed.
ALTER TABLE result ALTER COLUMN message SET STORAGE EXTERNAL;
-- A row of two kilobytes stays together.
ALTER TABLE result SET (toast_tuple_target = 4080);
CREATE INDEX result_incomplete ON result (job_id) WHERE NOT complete;
CREATE INDEX result_failed ON result (job_id) WHERE status = 'FAILED';
CREATE INDEX result_network ON result (network_sha256, finished_at DESC) WHERE status = 'SUCCEEDED';

CREATE TABLE evaluation (
    job_id                   text NOT NULL,
    position                 integer NOT NULL,
    judge                    text NOT NULL,
    judge_sha256             text NOT NULL,
    image                    text,
    step                     integer,
    blurred_to_sharp_psnr    double precision,
    blurred_to_sharp_ncc     double precision,
    blurred_to_sharp_ssim    double precision,
    clean_to_sharp_psnr      double precision,
    clean_to_sharp_ncc       double precision,
    clean_to_sharp_ssim      double precision,
    attacked_to_sharp_psnr   double precision,
    attacked_to_sharp_ncc    double precision,
    attacked_to_sharp_ssim   double precision,
    eight_bit_to_sharp_psnr  double precision,
    eight_bit_to_sharp_ncc   double precision,
    eight_bit_to_sharp_ssim  double precision,
    clean_to_target_psnr     double precision,
    clean_to_target_ncc      double precision,
    clean_to_target_ssim     double precision,
    attacked_to_target_psnr  double precision,
    attacked_to_target_ncc   double precision,
    attacked_to_target_ssim  double precision,
    eight_bit_to_target_psnr double precision,
    eight_bit_to_target_ncc  double precision,
    eight_bit_to_target_ssim double precision,
    attacked_to_clean_psnr   double precision NOT NULL,
    attacked_to_clean_ncc    double precision NOT NULL,
    attacked_to_clean_ssim   double precision NOT NULL,
    eight_bit_to_clean_psnr  double precision NOT NULL,
    eight_bit_to_clean_ncc   double precision NOT NULL,
    eight_bit_to_clean_ssim  double precision NOT NULL,
    lipschitz                double precision,
    perturbation_max_norm    double precision NOT NULL,
    perturbation_l2_norm     double precision NOT NULL,
    eight_bit_max_norm       double precision NOT NULL,
    initial_objective        double precision NOT NULL,
    final_objective          double precision NOT NULL,
    counted_step             integer NOT NULL,
    further_metrics          jsonb,
    kernel_change_l2       double precision,
    kernel_change_max      double precision,
    PRIMARY KEY (job_id, position)
);
COMMENT ON TABLE evaluation IS 'What each job''s perturbation does to each network that judges it: one row per judge and job that succeeded. Outputs are those of the judge, computed in fp32. PSNR in dB, Infinity for equal images; NCC in [-1,1], NaN for constant ones';
COMMENT ON COLUMN evaluation.job_id IS 'The job';
COMMENT ON COLUMN evaluation.position IS 'The judge''s place among the job''s judges, from 0';
COMMENT ON COLUMN evaluation.judge IS 'The network: name or name@variant';
COMMENT ON COLUMN evaluation.judge_sha256 IS 'SHA-256 of the network''s file';
COMMENT ON COLUMN evaluation.image IS 'For a universal perturbation, the companion that it was put on; null for the job''s own image';
COMMENT ON COLUMN evaluation.step IS 'For a row of evaluateAt, after which step, on the job''s own image; such rows have the positions behind the others. Null for the result';
COMMENT ON COLUMN evaluation.blurred_to_sharp_psnr IS 'The blurred image against the sharp one: PSNR';
COMMENT ON COLUMN evaluation.blurred_to_sharp_ncc IS 'The blurred image against the sharp one: NCC';
COMMENT ON COLUMN evaluation.blurred_to_sharp_ssim IS 'The blurred image against the sharp one: SSIM';
COMMENT ON COLUMN evaluation.clean_to_sharp_psnr IS 'The judge''s clean output against the sharp image: PSNR';
COMMENT ON COLUMN evaluation.clean_to_sharp_ncc IS 'The judge''s clean output against the sharp image: NCC';
COMMENT ON COLUMN evaluation.clean_to_sharp_ssim IS 'The judge''s clean output against the sharp image: SSIM';
COMMENT ON COLUMN evaluation.attacked_to_sharp_psnr IS 'The judge''s attacked output against the sharp image: PSNR';
COMMENT ON COLUMN evaluation.attacked_to_sharp_ncc IS 'The judge''s attacked output against the sharp image: NCC';
COMMENT ON COLUMN evaluation.attacked_to_sharp_ssim IS 'The judge''s attacked output against the sharp image: SSIM';
COMMENT ON COLUMN evaluation.eight_bit_to_sharp_psnr IS 'The judge''s output for the perturbed image rounded to 8 bits against the sharp image: PSNR';
COMMENT ON COLUMN evaluation.eight_bit_to_sharp_ncc IS 'The judge''s output for the perturbed image rounded to 8 bits against the sharp image: NCC';
COMMENT ON COLUMN evaluation.eight_bit_to_sharp_ssim IS 'The judge''s output for the perturbed image rounded to 8 bits against the sharp image: SSIM';
COMMENT ON COLUMN evaluation.clean_to_target_psnr IS 'The judge''s clean output against the target: PSNR';
COMMENT ON COLUMN evaluation.clean_to_target_ncc IS 'The judge''s clean output against the target: NCC';
COMMENT ON COLUMN evaluation.clean_to_target_ssim IS 'The judge''s clean output against the target: SSIM';
COMMENT ON COLUMN evaluation.attacked_to_target_psnr IS 'The judge''s attacked output against the target: PSNR';
COMMENT ON COLUMN evaluation.attacked_to_target_ncc IS 'The judge''s attacked output against the target: NCC';
COMMENT ON COLUMN evaluation.attacked_to_target_ssim IS 'The judge''s attacked output against the target: SSIM';
COMMENT ON COLUMN evaluation.eight_bit_to_target_psnr IS 'The judge''s output for the perturbed image rounded to 8 bits against the target: PSNR';
COMMENT ON COLUMN evaluation.eight_bit_to_target_ncc IS 'The judge''s output for the perturbed image rounded to 8 bits against the target: NCC';
COMMENT ON COLUMN evaluation.eight_bit_to_target_ssim IS 'The judge''s output for the perturbed image rounded to 8 bits against the target: SSIM';
COMMENT ON COLUMN evaluation.attacked_to_clean_psnr IS 'The judge''s attacked output against its clean one: PSNR';
COMMENT ON COLUMN evaluation.attacked_to_clean_ncc IS 'The judge''s attacked output against its clean one: NCC';
COMMENT ON COLUMN evaluation.attacked_to_clean_ssim IS 'The judge''s attacked output against its clean one: SSIM';
COMMENT ON COLUMN evaluation.eight_bit_to_clean_psnr IS 'The judge''s output for the perturbed image rounded to 8 bits against its clean one: PSNR';
COMMENT ON COLUMN evaluation.eight_bit_to_clean_ncc IS 'The judge''s output for the perturbed image rounded to 8 bits against its clean one: NCC';
COMMENT ON COLUMN evaluation.eight_bit_to_clean_ssim IS 'The judge''s output for the perturbed image rounded to 8 bits against its clean one: SSIM';
COMMENT ON COLUMN evaluation.lipschitz IS 'Distance of the judge''s outputs, not clamped, over the perturbation''s L2 norm; null if that is zero, and where the kernel is perturbed';
COMMENT ON COLUMN evaluation.perturbation_max_norm IS 'Largest absolute value of the perturbation on the scale of [0,1]';
COMMENT ON COLUMN evaluation.perturbation_l2_norm IS 'L2 norm of the perturbation on the scale of [0,1]';
COMMENT ON COLUMN evaluation.eight_bit_max_norm IS 'Largest distance of the perturbed image, rounded to 8 bits, from the blurred one on the scale of [0,1]; rounding may exceed the budget';
COMMENT ON COLUMN evaluation.initial_objective IS 'The objective at the random start, as the judge sees it';
COMMENT ON COLUMN evaluation.final_objective IS 'The objective at the perturbation that counts, as the judge sees it';
COMMENT ON COLUMN evaluation.counted_step IS 'The update after which that perturbation stood';
COMMENT ON COLUMN evaluation.kernel_change_l2 IS 'L2 distance of the kernel that the judge was told for the perturbed image from the true one; null where it was told that';
COMMENT ON COLUMN evaluation.kernel_change_max IS 'Greatest difference of their weights; null likewise';
COMMENT ON COLUMN evaluation.further_metrics IS 'Of campaigns with furtherMetrics: an array of metric, image, reference and value; null elsewhere';

CREATE TABLE job_artifact (
    job_id text NOT NULL,
    kind   text NOT NULL,
    sha256 text NOT NULL,
    kept   boolean NOT NULL DEFAULT true,
    PRIMARY KEY (job_id, kind)
);
COMMENT ON TABLE job_artifact IS 'The artifacts that a job''s result names; their bytes may arrive later, in blob';
COMMENT ON COLUMN job_artifact.job_id IS 'The job';
COMMENT ON COLUMN job_artifact.kind IS 'Arrays: perturbation, blurred, kernel, told-kernel where the kernel is perturbed, and clean-output and attacked-output where the campaign keeps outputs. Pictures: blurred-picture, perturbed-picture, clean-output-picture, attacked-output-picture, and target-picture where the worker made the target';
COMMENT ON COLUMN job_artifact.sha256 IS 'SHA-256 of the artifact''s bytes';
COMMENT ON COLUMN job_artifact.kept IS 'False once no campaign that requests the job wants it kept: its bytes may be deleted, and are not stored again';
CREATE INDEX job_artifact_sha256 ON job_artifact (sha256);

-- Counts a campaign's jobs. Only failures are looked up in the tables; all else is counted from indexes.
CREATE FUNCTION counts_of(campaign text) RETURNS TABLE (known bigint, succeeded bigint, failed bigint)
LANGUAGE sql STABLE
AS $$
SELECT count(*),
       count(*) FILTER (WHERE r.complete AND r.status = 'SUCCEEDED'),
       count(*) FILTER (WHERE r.complete AND r.status = 'FAILED' AND EXISTS (
           SELECT 1
           FROM result f
           LEFT JOIN job j ON j.id = f.job_id
           WHERE f.job_id = cj.job_id AND f.retry >= coalesce(j.retry, 0)))
FROM campaign_job cj
LEFT JOIN result r ON r.job_id = cj.job_id
WHERE cj.campaign_id = campaign
$$;
COMMENT ON FUNCTION counts_of IS 'Counts a campaign''s jobs, which takes a second for a million of them; the table campaign_count has the numbers at once';

-- Files

CREATE TABLE blob (
    sha256     text PRIMARY KEY,
    media_type text NOT NULL,
    encoding   text NOT NULL CHECK (encoding IN ('identity', 'transposed')),
    bytes      bytea,
    object     text,
    length     bigint NOT NULL,
    width      integer,
    height     integer,
    created_at timestamptz NOT NULL DEFAULT now(),
    used_at    timestamptz NOT NULL DEFAULT now(),
    CHECK ((bytes IS NULL) = (object IS NOT NULL))
);
COMMENT ON TABLE blob IS 'Uploaded files and artifacts by content: each is stored once, bit for bit';
COMMENT ON COLUMN blob.sha256 IS 'SHA-256 of the bytes, lower-case hexadecimal; verified before they are stored';
COMMENT ON COLUMN blob.media_type IS 'What the bytes are, such as image/png or application/x-npy';
COMMENT ON COLUMN blob.encoding IS 'How the bytes are stored: identity; or transposed, the first byte of every float32, then every second byte and so on, compressed with Zstandard (RFC 8878). sha256 and length are of the decoded bytes';
COMMENT ON COLUMN blob.bytes IS 'The bytes, encoded as encoding says; null where they are an object';
COMMENT ON COLUMN blob.object IS 'The key of the object in the bucket (shakedown.s3.bucket) that has the bytes, encoded as encoding says; null where they are in the row';
COMMENT ON COLUMN blob.length IS 'How many bytes';
COMMENT ON COLUMN blob.width IS 'Width in pixels, where it was given';
COMMENT ON COLUMN blob.height IS 'Height in pixels, where it was given';
COMMENT ON COLUMN blob.created_at IS 'When it was stored';
COMMENT ON COLUMN blob.used_at IS 'When it was last stored, uploaded again or looked up by job-api, give or take ten minutes: recently used blobs are not deleted';
-- The bytes are compressed already; uncompressed columns can be read in pieces.
ALTER TABLE blob ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE loose_object (
    key text PRIMARY KEY,
    due timestamptz NOT NULL
);
COMMENT ON TABLE loose_object IS 'Objects of the bucket that may have no row in blob: they are being stored, or their row was deleted';
COMMENT ON COLUMN loose_object.key IS 'The key of the object';
COMMENT ON COLUMN loose_object.due IS 'From when on it is deleted if it has no row';

CREATE TABLE blob_piece (
    sha256    text NOT NULL,
    piece     integer NOT NULL,
    bytes     bytea NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (sha256, piece)
);
COMMENT ON TABLE blob_piece IS 'Artifacts that came in several Kafka records, until all of them are stored; then they are in blob';
COMMENT ON COLUMN blob_piece.sha256 IS 'SHA-256 of the whole artifact';
COMMENT ON COLUMN blob_piece.piece IS 'Which piece, from 1';
COMMENT ON COLUMN blob_piece.bytes IS 'The piece';
COMMENT ON COLUMN blob_piece.stored_at IS 'When it was stored; pieces whose others do not come are deleted after a month';
ALTER TABLE blob_piece ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE FUNCTION keeps(retention text, kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
SELECT retention = 'all' OR (retention = 'perturbations' AND kind IN ('perturbation', 'blurred', 'kernel', 'told-kernel', 'clean-output', 'attacked-output'))
$$;
COMMENT ON FUNCTION keeps IS 'Whether a campaign of that retention keeps artifacts of that kind';

-- Campaigns of other installations

CREATE TABLE imported_bundle (
    id          text PRIMARY KEY,
    campaign_id text NOT NULL,
    name        text NOT NULL,
    document    json NOT NULL,
    jobs        bigint NOT NULL,
    succeeded   bigint NOT NULL,
    failed      bigint NOT NULL,
    software    text NOT NULL,
    created_at  timestamptz NOT NULL,
    signed      boolean NOT NULL,
    signer      text,
    imported_at timestamptz NOT NULL DEFAULT now(),
    bytes       bigint NOT NULL,
    views       json NOT NULL
);
COMMENT ON TABLE imported_bundle IS 'Campaigns of other installations that were imported as bundles. No other table, and of the views only imported_paper_table and imported_trust, have rows of them';
COMMENT ON COLUMN imported_bundle.id IS 'SHA-256 of the bundle, whose bytes are the blob of that address';
COMMENT ON COLUMN imported_bundle.campaign_id IS 'The campaign where it ran; a campaign of this database may have the same id';
COMMENT ON COLUMN imported_bundle.name IS 'Its name';
COMMENT ON COLUMN imported_bundle.document IS 'The SubmittedCampaign message as it is in the bundle';
COMMENT ON COLUMN imported_bundle.jobs IS 'How many jobs it has, all of them ended';
COMMENT ON COLUMN imported_bundle.succeeded IS 'Jobs that succeeded';
COMMENT ON COLUMN imported_bundle.failed IS 'Jobs that failed';
COMMENT ON COLUMN imported_bundle.software IS 'What wrote the bundle';
COMMENT ON COLUMN imported_bundle.created_at IS 'When it was written, by its own word';
COMMENT ON COLUMN imported_bundle.signed IS 'Whether it has a signature, checked or not';
COMMENT ON COLUMN imported_bundle.signer IS 'SHA-256 of the public key with which the signature was checked; null if it was not';
COMMENT ON COLUMN imported_bundle.imported_at IS 'When it was imported first';
COMMENT ON COLUMN imported_bundle.bytes IS 'Length of the bundle';
COMMENT ON COLUMN imported_bundle.views IS 'Rows of the views paper-table, robustness-curve and others, computed from the bundle''s numbers when it was imported last';
CREATE INDEX imported_bundle_imported_at ON imported_bundle (imported_at DESC, id);

CREATE FUNCTION orphan_blobs(older_than interval) RETURNS TABLE (sha256 text, media_type text, length bigint, created_at timestamptz)
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
  AND NOT EXISTS (SELECT 1 FROM imported_bundle i WHERE i.id = b.sha256)
  AND NOT EXISTS (SELECT 1 FROM job j WHERE j.image_sha256 = b.sha256)
  AND NOT EXISTS (SELECT 1 FROM job j WHERE j.target_sha256 = b.sha256)
$$;
COMMENT ON FUNCTION orphan_blobs IS 'Blobs not used for that long that no result names as an artifact to keep, that no campaign or job names as its image, kernel or target, and that are no imported bundle';

CREATE VIEW orphan_blob AS
SELECT sha256, media_type, length, created_at
FROM orphan_blobs('1 hour');
COMMENT ON VIEW orphan_blob IS 'As orphan_blobs(), of an hour and more: younger ones may wait for their result';
COMMENT ON COLUMN orphan_blob.sha256 IS 'SHA-256 of the bytes';
COMMENT ON COLUMN orphan_blob.media_type IS 'What the bytes are';

-- Networks

CREATE TABLE network (
    sha256     text PRIMARY KEY,
    id         text NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('blind', 'non-blind')),
    title      text NOT NULL,
    precision  text NOT NULL,
    parameters bigint,
    licence    text NOT NULL,
    card       jsonb NOT NULL
);
COMMENT ON TABLE network IS 'Network files that workers have announced, each for ever';
COMMENT ON COLUMN network.sha256 IS 'SHA-256 of the file';
COMMENT ON COLUMN network.id IS 'What people call it: name or name@variant; files that came one after the other may share it';
COMMENT ON COLUMN network.kind IS 'blind: N(y); non-blind: N(y, b)';
COMMENT ON COLUMN network.title IS 'One line for people';
COMMENT ON COLUMN network.precision IS 'Arithmetic inside the file, such as fp32 or bf16';
COMMENT ON COLUMN network.parameters IS 'How many weights it has; NULL where its card does not say';
COMMENT ON COLUMN network.licence IS 'SPDX identifier, words where there is none, or unknown';
COMMENT ON COLUMN network.card IS 'The card inside the file, whole';

-- Records without a result

CREATE TABLE dead_letter (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic         text NOT NULL,
    partition     integer NOT NULL,
    record_offset bigint NOT NULL,
    value_sha256  text NOT NULL,
    job_id        text,
    campaign_id   text,
    code          text NOT NULL,
    reason        text NOT NULL,
    given_up_at   timestamptz NOT NULL,
    message       json NOT NULL,
    UNIQUE (topic, partition, record_offset, value_sha256)
);
COMMENT ON TABLE dead_letter IS 'Records that no worker could turn into a result, each once';
COMMENT ON COLUMN dead_letter.id IS 'Grows in the order of arrival; with gaps';
COMMENT ON COLUMN dead_letter.topic IS 'Where the worker read the record';
COMMENT ON COLUMN dead_letter.partition IS 'Its partition';
COMMENT ON COLUMN dead_letter.record_offset IS 'Its offset';
COMMENT ON COLUMN dead_letter.value_sha256 IS 'SHA-256 of its value: a new broker counts offsets from 0 again';
COMMENT ON COLUMN dead_letter.job_id IS 'The job that it asks for; null if that cannot be read. U+0000 is replaced';
COMMENT ON COLUMN dead_letter.campaign_id IS 'The campaign that asks for it; null if that cannot be read. U+0000 is replaced';
COMMENT ON COLUMN dead_letter.code IS 'A stable word for programs, as in result.failure_code; unreadable if there is no job';
COMMENT ON COLUMN dead_letter.reason IS 'What was wrong with it, for a person; U+0000 is replaced';
COMMENT ON COLUMN dead_letter.given_up_at IS 'When it was given up';
COMMENT ON COLUMN dead_letter.message IS 'The DeadLetter message with the whole record; json, not jsonb, which takes not every text';
CREATE INDEX dead_letter_campaign ON dead_letter (campaign_id, id);
CREATE INDEX dead_letter_job ON dead_letter (job_id, id);

CREATE TABLE rejected_record (
    topic            text NOT NULL,
    partition        integer NOT NULL,
    record_offset    bigint NOT NULL,
    value_sha256     text NOT NULL,
    record_timestamp timestamptz NOT NULL,
    record_key       text,
    headers          jsonb NOT NULL,
    value            bytea,
    reason           text NOT NULL,
    rejected_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition, record_offset, value_sha256)
);
COMMENT ON TABLE rejected_record IS 'Invalid Kafka records: kept for an operator, never served';
COMMENT ON COLUMN rejected_record.topic IS 'Where it was read';
COMMENT ON COLUMN rejected_record.partition IS 'Its partition';
COMMENT ON COLUMN rejected_record.record_offset IS 'Its offset';
COMMENT ON COLUMN rejected_record.value_sha256 IS 'SHA-256 of its value: a new broker counts offsets from 0 again';
COMMENT ON COLUMN rejected_record.record_timestamp IS 'When it was produced';
COMMENT ON COLUMN rejected_record.record_key IS 'Its key as text; U+0000 is replaced';
COMMENT ON COLUMN rejected_record.headers IS 'Its short headers as text; U+0000 is replaced';
COMMENT ON COLUMN rejected_record.value IS 'Its value, whole; null if it had none';
COMMENT ON COLUMN rejected_record.reason IS 'What is wrong with it, for a person';
COMMENT ON COLUMN rejected_record.rejected_at IS 'When it was put aside';

CREATE TABLE ingest_position (
    topic_id    uuid NOT NULL,
    partition   integer NOT NULL,
    topic       text NOT NULL,
    next_offset bigint NOT NULL,
    PRIMARY KEY (topic_id, partition)
) WITH (fillfactor = 50);
COMMENT ON TABLE ingest_position IS 'Where in Kafka the rows of this database end; changed with them, so that a restored backup continues there';
COMMENT ON COLUMN ingest_position.topic_id IS 'Kafka''s id of the topic: a topic that was deleted and made again has another one';
COMMENT ON COLUMN ingest_position.partition IS 'One of its partitions';
COMMENT ON COLUMN ingest_position.topic IS 'Its name';
COMMENT ON COLUMN ingest_position.next_offset IS 'The offset after the last record that is stored; 0 if none is';

-- Measurements: only the columns that views aggregate, so that means over a million jobs are fast

CREATE TABLE series (
    id             integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key            uuid NOT NULL UNIQUE,
    campaign_id    text NOT NULL,
    data_set       text NOT NULL,
    crafted_on     text NOT NULL,
    crafted_sha256 text NOT NULL,
    judged_on      text NOT NULL,
    judge_sha256   text NOT NULL,
    first_judge    boolean NOT NULL,
    companion      boolean NOT NULL,
    objective      text NOT NULL,
    target         text NOT NULL,
    attack         text NOT NULL,
    attacks        integer,
    specification  jsonb,
    norm           text NOT NULL,
    steps          integer,
    kernel_type    text NOT NULL,
    kernel_size    integer NOT NULL,
    budget         double precision NOT NULL
);
COMMENT ON TABLE series IS 'What measurements of a campaign have in common, each combination once. Or the worst over several attacks: such a series has sums in series_total and no measurements of its own';
COMMENT ON COLUMN series.id IS 'Given in the order of arrival; with gaps';
COMMENT ON COLUMN series.key IS 'MD5 of all that follows: found by one comparison';
COMMENT ON COLUMN series.campaign_id IS 'The campaign';
COMMENT ON COLUMN series.data_set IS 'The data set that the image is of; empty if the campaign does not say';
COMMENT ON COLUMN series.crafted_on IS 'Network under attack: name or name@variant';
COMMENT ON COLUMN series.crafted_sha256 IS 'SHA-256 of that network''s file';
COMMENT ON COLUMN series.judged_on IS 'Network whose outputs are measured: name or name@variant';
COMMENT ON COLUMN series.judge_sha256 IS 'SHA-256 of that network''s file';
COMMENT ON COLUMN series.first_judge IS 'Whether that is the job''s first judge, on the job''s own image: true for one measurement of each job';
COMMENT ON COLUMN series.companion IS 'Whether a universal perturbation was put on another image than the job''s own';
COMMENT ON COLUMN series.objective IS 'untargeted, targeted, localised, ground-truth or minimum-budget; the worst over untargeted and ground-truth attacks together is untargeted';
COMMENT ON COLUMN series.target IS 'Name of the target image, or of the edit, in the campaign; empty if there is none';
COMMENT ON COLUMN series.attack IS 'Name of the attack in the campaign; worst over attacks where attacks is not null';
COMMENT ON COLUMN series.attacks IS 'For the worst over attacks: over how many; null for an attack of the campaign';
COMMENT ON COLUMN series.specification IS 'The whole AttackSpec of that attack but its name; null for the worst over attacks';
COMMENT ON COLUMN series.norm IS 'linf or l2: what the budget bounds';
COMMENT ON COLUMN series.steps IS 'Updates of the attack; null for the worst over attacks';
COMMENT ON COLUMN series.kernel_type IS 'As in job; empty if no kernel is known, or the blur has not one kernel but several';
COMMENT ON COLUMN series.kernel_size IS 'Side of the square kernel in pixels; 0 where kernel_type is empty';
COMMENT ON COLUMN series.budget IS 'As in job';
CREATE INDEX series_campaign_id ON series (campaign_id);
CREATE INDEX series_worst ON series (campaign_id, crafted_sha256, judge_sha256, budget) WHERE attacks IS NOT NULL;

CREATE TABLE measurement (
    series_id               integer NOT NULL,
    ordinal                 bigint NOT NULL,
    position                integer NOT NULL,
    point                   uuid,
    warnings                text[],
    damage                  double precision,
    blurred_to_sharp_psnr   double precision,
    clean_to_sharp_psnr     double precision,
    clean_to_sharp_ncc      double precision,
    clean_to_sharp_ssim     double precision,
    attacked_to_sharp_psnr  double precision,
    attacked_to_sharp_ncc   double precision,
    attacked_to_sharp_ssim  double precision,
    eight_bit_to_sharp_psnr double precision,
    clean_to_target_psnr    double precision,
    clean_to_target_ncc     double precision,
    clean_to_target_ssim    double precision,
    attacked_to_target_psnr double precision,
    attacked_to_target_ncc  double precision,
    attacked_to_target_ssim double precision,
    eight_bit_to_target_ncc double precision,
    attacked_to_clean_psnr  double precision,
    attacked_to_clean_ssim  double precision,
    lipschitz               double precision,
    PRIMARY KEY (series_id, ordinal, position)
);
COMMENT ON TABLE measurement IS 'One row for each job of a campaign that succeeded, with all its artifacts stored, and each of its judges: what means, tables and lists by damage are read from. All of it follows from campaign_job, job, result and evaluation';
COMMENT ON COLUMN measurement.series_id IS 'What it has in common with others';
COMMENT ON COLUMN measurement.ordinal IS 'The job''s place in the campaign''s expansion, from 0';
COMMENT ON COLUMN measurement.point IS 'Hash of everything but the attack: campaign, image, blur, networks, norm, budget and target. Measurements of one point are compared for the worst over attacks. Null for companions, where the smallest budget is sought, and where the kernel is perturbed';
COMMENT ON COLUMN measurement.warnings IS 'Codes of the job''s warnings; null if there are none';
COMMENT ON COLUMN measurement.damage IS 'How many dB of PSNR against the sharp image the attack took: clean less attacked; 0 if both are Infinity; null where there is no sharp image';
-- Every order in which results are listed starts with a series; an image's results are found by their ordinals.
-- A number that is undefined comes last.
CREATE INDEX measurement_damage ON measurement (series_id, damage DESC NULLS LAST, ordinal DESC, position);
CREATE INDEX measurement_change ON measurement (series_id, attacked_to_clean_psnr, ordinal);
CREATE INDEX measurement_target
    ON measurement (series_id, (coalesce(nullif(attacked_to_target_ncc, 'NaN'), '-Infinity')) DESC NULLS LAST, ordinal DESC)
    WHERE attacked_to_target_ncc IS NOT NULL;
CREATE INDEX measurement_lipschitz
    ON measurement (series_id, (coalesce(nullif(lipschitz, 'NaN'), '-Infinity')) DESC NULLS LAST, ordinal DESC);
CREATE INDEX measurement_ordinal ON measurement (ordinal);
CREATE INDEX measurement_point ON measurement (point) WHERE point IS NOT NULL;

-- A total of numbers is an array {count, sum, sum of squared distances from the mean}: the state of PostgreSQL's own avg and
-- stddev_samp, whose functions add to it (float8_accum), merge two (float8_combine) and make the mean (float8_avg) and the
-- deviation (float8_stddev_samp) of it. Infinity and NaN are left out of totals, and counted as left out.

CREATE FUNCTION finite(value double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
SELECT CASE WHEN value > '-Infinity' AND value < 'Infinity' THEN value END
$$;
COMMENT ON FUNCTION finite IS 'The value; null for Infinity, -Infinity and NaN';

CREATE AGGREGATE total_of(double precision) (
    SFUNC = float8_accum, STYPE = double precision[], INITCOND = '{0,0,0}', COMBINEFUNC = float8_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE total_of(double precision) IS 'The total of numbers that are not null';

CREATE AGGREGATE sum_of(double precision[]) (
    SFUNC = float8_combine, STYPE = double precision[], INITCOND = '{0,0,0}', COMBINEFUNC = float8_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE sum_of(double precision[]) IS 'The total of totals';

CREATE FUNCTION without(total double precision[], part double precision[]) RETURNS double precision[]
LANGUAGE sql IMMUTABLE
AS $$
SELECT CASE
    WHEN part[1] = 0 THEN total
    WHEN total[1] <= part[1] THEN '{0,0,0}'
    ELSE ARRAY[
        total[1] - part[1],
        total[2] - part[2],
        greatest(total[3] - part[3] - ((total[2] - part[2]) / (total[1] - part[1]) - part[2] / part[1]) ^ 2
                     * (total[1] - part[1]) * part[1] / total[1], 0)]
    END
$$;
COMMENT ON FUNCTION without IS 'What float8_combine added to a total, taken away again';

CREATE FUNCTION left_out(names text[], counts double precision[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
SELECT jsonb_object_agg(name, count::bigint)
FROM unnest(names, counts) AS left_out (name, count)
WHERE count > 0
$$;
COMMENT ON FUNCTION left_out IS 'How many values were left out of each mean, where any were; null if none were';

CREATE TABLE series_total (
    series_id               integer PRIMARY KEY,
    measurements            bigint NOT NULL,
    with_sharp              bigint NOT NULL,
    with_target             bigint NOT NULL,
    unmoved                 bigint NOT NULL,
    blurred_to_sharp_psnr   double precision[] NOT NULL,
    clean_to_sharp_psnr     double precision[] NOT NULL,
    clean_to_sharp_ncc      double precision[] NOT NULL,
    clean_to_sharp_ssim     double precision[] NOT NULL,
    attacked_to_sharp_psnr  double precision[] NOT NULL,
    attacked_to_sharp_ncc   double precision[] NOT NULL,
    attacked_to_sharp_ssim  double precision[] NOT NULL,
    eight_bit_to_sharp_psnr double precision[] NOT NULL,
    clean_to_target_psnr    double precision[] NOT NULL,
    clean_to_target_ncc     double precision[] NOT NULL,
    clean_to_target_ssim    double precision[] NOT NULL,
    attacked_to_target_psnr double precision[] NOT NULL,
    attacked_to_target_ncc  double precision[] NOT NULL,
    attacked_to_target_ssim double precision[] NOT NULL,
    eight_bit_to_target_ncc double precision[] NOT NULL,
    attacked_to_clean_psnr  double precision[] NOT NULL,
    attacked_to_clean_ssim  double precision[] NOT NULL,
    lipschitz               double precision[] NOT NULL,
    damage                  double precision[] NOT NULL,
    gain_db                 double precision[] NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE series_total IS 'Totals over the measurements of each series, so that means over a million jobs cost no more than over ten; added to by the transaction that makes the measurements';
COMMENT ON COLUMN series_total.series_id IS 'The series';
COMMENT ON COLUMN series_total.measurements IS 'How many';
COMMENT ON COLUMN series_total.with_sharp IS 'How many of them have a sharp image';
COMMENT ON COLUMN series_total.with_target IS 'How many of them have a target';
COMMENT ON COLUMN series_total.unmoved IS 'How many are of jobs that have the warning no-movement: an attack that could not change its objective';
COMMENT ON COLUMN series_total.gain_db IS 'Total over the measurements. How many dB of PSNR the restoration gains: clean less blurred';

CREATE TABLE series_warning (
    series_id     integer NOT NULL,
    code          text NOT NULL,
    measurements  bigint NOT NULL,
    first_ordinal bigint NOT NULL,
    PRIMARY KEY (series_id, code)
);
COMMENT ON TABLE series_warning IS 'How many measurements of a series have a warning; added to by the transaction that makes the measurements';
COMMENT ON COLUMN series_warning.series_id IS 'The series';
COMMENT ON COLUMN series_warning.code IS 'The warning''s code';
COMMENT ON COLUMN series_warning.measurements IS 'How many measurements have it';
COMMENT ON COLUMN series_warning.first_ordinal IS 'The first job that has it, by its place in the campaign''s expansion';

-- The rows of measurement with the columns of their series. Two concurrent transactions, one with a job's request and one
-- with its result, do not see each other's rows: a campaign whose count turns out wrong is measured again.
CREATE VIEW measurable AS
SELECT plain.*,
       md5(ROW(
           campaign_id, data_set, crafted_on, crafted_sha256, judged_on, judge_sha256, first_judge, companion,
           objective, target, attack, specification, norm, steps, kernel_type, kernel_size, budget)::text)::uuid AS key,
       CASE
           -- A smallest budget is no rival of attacks that use all of it, nor is an attack that perturbs the kernel, too.
           WHEN NOT companion AND objective <> 'minimum-budget' AND specification ->> 'perturb' IS NULL THEN md5(ROW(
               campaign_id, image, blur, crafted_sha256, judge_sha256, first_judge,
               CASE WHEN objective IN ('untargeted', 'ground-truth') THEN '' ELSE objective END, target, norm,
               budget)::text)::uuid
       END AS point
FROM (
    SELECT cj.campaign_id,
           coalesce(cj.data_set, '') AS data_set,
           j.network AS crafted_on,
           j.network_sha256 AS crafted_sha256,
           e.judge AS judged_on,
           e.judge_sha256,
           e.position = 0 AS first_judge,
           e.image IS NOT NULL AS companion,
           j.objective,
           coalesce(cj.target, '') AS target,
           cj.attack,
           -- As the campaign has it: a job that another campaign requested first can have other names in its own request.
           (coalesce(cj.request, j.request) -> 'attack') - 'name' AS specification,
           j.request #>> '{attack,norm}' AS norm,
           j.steps,
           coalesce(j.kernel_type, '') AS kernel_type,
           coalesce(j.kernel_size, 0) AS kernel_size,
           j.budget,
           cj.ordinal,
           e.position,
           cj.image,
           j.blur,
           nullif(r.warnings, '{}') AS warnings,
           CASE
               WHEN e.clean_to_sharp_psnr = e.attacked_to_sharp_psnr THEN 0
               ELSE e.clean_to_sharp_psnr - e.attacked_to_sharp_psnr
           END AS damage,
           e.blurred_to_sharp_psnr, e.clean_to_sharp_psnr, e.clean_to_sharp_ncc, e.clean_to_sharp_ssim,
           e.attacked_to_sharp_psnr, e.attacked_to_sharp_ncc, e.attacked_to_sharp_ssim, e.eight_bit_to_sharp_psnr,
           e.clean_to_target_psnr, e.clean_to_target_ncc, e.clean_to_target_ssim, e.attacked_to_target_psnr,
           e.attacked_to_target_ncc, e.attacked_to_target_ssim, e.eight_bit_to_target_ncc, e.attacked_to_clean_psnr,
           e.attacked_to_clean_ssim, e.lipschitz
    FROM campaign_job cj
    JOIN job j ON j.id = cj.job_id
    JOIN result r ON r.job_id = cj.job_id AND r.complete AND r.status = 'SUCCEEDED'
    -- By the index, however few of them had no step when this was planned.
    CROSS JOIN LATERAL (SELECT * FROM evaluation WHERE job_id = cj.job_id AND step IS NULL OFFSET 0) AS e
) AS plain;
COMMENT ON VIEW measurable IS 'What measurement and series are made of; to be read from them, which is quicker';

-- The measurement of a point that counts, the key of the series to whose total it belongs, and over how many attacks.
CREATE TYPE worst_measurement AS (
    key uuid, series_id integer, ordinal bigint, "position" integer, attacks integer, objective text);

CREATE FUNCTION worst_over_attacks(points uuid[], not_series integer[], not_ordinals bigint[], not_positions integer[])
RETURNS SETOF worst_measurement
LANGUAGE sql STABLE
AS $$
WITH rival AS (
    SELECT m.point, m.series_id, m.ordinal, m.position, s.specification,
           s.objective IN ('untargeted', 'ground-truth') AS ascends,
           s.objective, m.attacked_to_sharp_psnr, m.attacked_to_clean_psnr, m.attacked_to_target_ncc
    FROM (SELECT DISTINCT point FROM unnest(points) AS point) AS touched
    -- The few of each point by the index, however small the table was when this was planned.
    CROSS JOIN LATERAL (SELECT * FROM measurement WHERE measurement.point = touched.point OFFSET 0) AS m
    JOIN series s ON s.id = m.series_id
    WHERE (m.series_id, m.ordinal, m.position) NOT IN (
        SELECT not_series_id, not_ordinal, not_position
        FROM unnest(not_series, not_ordinals, not_positions) AS absent (not_series_id, not_ordinal, not_position))
), contest AS (
    SELECT point, count(DISTINCT specification)::integer AS attacks, max(objective) AS objective
    FROM rival
    GROUP BY point
    HAVING count(DISTINCT specification) > 1
), worst AS (
    SELECT DISTINCT ON (rival.point) rival.*, contest.attacks, contest.objective AS kind
    FROM rival
    JOIN contest ON contest.point = rival.point
    ORDER BY rival.point,
             CASE WHEN ascends THEN attacked_to_sharp_psnr END NULLS LAST,
             CASE WHEN ascends THEN attacked_to_clean_psnr END NULLS LAST,
             CASE WHEN NOT ascends THEN coalesce(nullif(attacked_to_target_ncc, 'NaN'), '-Infinity') END DESC NULLS LAST,
             rival.ordinal
)
SELECT md5(ROW(
           'worst over attacks', s.campaign_id, s.data_set, s.crafted_on, s.crafted_sha256, s.judged_on, s.judge_sha256,
           s.first_judge, worst.kind, s.target, s.norm, s.kernel_type, s.kernel_size, s.budget,
           worst.attacks)::text)::uuid,
       worst.series_id, worst.ordinal, worst.position, worst.attacks, worst.kind
FROM worst
JOIN series s ON s.id = worst.series_id
$$;
COMMENT ON FUNCTION worst_over_attacks IS 'For each point that several attacks have measured, without some of its measurements: the one with the lowest attacked PSNR, of targeted ones the one with the highest NCC to the target';

CREATE FUNCTION measure(campaigns text[], ordinals bigint[]) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    missing bigint;
    added_now record;
    points uuid[] := '{}';
    new_series integer[] := '{}';
    new_ordinals bigint[] := '{}';
    new_positions integer[] := '{}';
BEGIN
    LOOP
        -- Materialized, so that a key is computed once, not for every series that it is compared with.
        WITH measured AS MATERIALIZED (
            SELECT m.*
            FROM unnest(campaigns, ordinals) AS place (campaign_id, ordinal)
            JOIN measurable m ON m.campaign_id = place.campaign_id AND m.ordinal = place.ordinal
        ), found AS MATERIALIZED (
            SELECT measured.*, s.id AS series_id
            FROM measured
            LEFT JOIN series s ON s.key = measured.key
        ), added AS (
            INSERT INTO measurement (series_id, ordinal, position, point, warnings, damage,
                                     blurred_to_sharp_psnr, clean_to_sharp_psnr, clean_to_sharp_ncc,
                                     clean_to_sharp_ssim, attacked_to_sharp_psnr, attacked_to_sharp_ncc,
                                     attacked_to_sharp_ssim, eight_bit_to_sharp_psnr, clean_to_target_psnr,
                                     clean_to_target_ncc, clean_to_target_ssim, attacked_to_target_psnr,
                                     attacked_to_target_ncc, attacked_to_target_ssim, eight_bit_to_target_ncc,
                                     attacked_to_clean_psnr, attacked_to_clean_ssim, lipschitz)
            SELECT series_id, ordinal, position, point, warnings, damage,
                   blurred_to_sharp_psnr, clean_to_sharp_psnr, clean_to_sharp_ncc, clean_to_sharp_ssim,
                   attacked_to_sharp_psnr, attacked_to_sharp_ncc, attacked_to_sharp_ssim, eight_bit_to_sharp_psnr,
                   clean_to_target_psnr, clean_to_target_ncc, clean_to_target_ssim, attacked_to_target_psnr,
                   attacked_to_target_ncc, attacked_to_target_ssim, eight_bit_to_target_ncc, attacked_to_clean_psnr,
                   attacked_to_clean_ssim, lipschitz
            FROM found
            WHERE series_id IS NOT NULL
            ON CONFLICT DO NOTHING
            RETURNING *
        ), summed AS (
            INSERT INTO series_total AS total (series_id, measurements, with_sharp, with_target, unmoved,
                                               blurred_to_sharp_psnr, clean_to_sharp_psnr, clean_to_sharp_ncc,
                                               clean_to_sharp_ssim, attacked_to_sharp_psnr, attacked_to_sharp_ncc,
                                               attacked_to_sharp_ssim, eight_bit_to_sharp_psnr, clean_to_target_psnr,
                                               clean_to_target_ncc, clean_to_target_ssim, attacked_to_target_psnr,
                                               attacked_to_target_ncc, attacked_to_target_ssim,
                                               eight_bit_to_target_ncc, attacked_to_clean_psnr, attacked_to_clean_ssim,
                                               lipschitz, damage, gain_db)
            SELECT series_id, count(*), count(clean_to_sharp_psnr), count(clean_to_target_psnr),
                   count(*) FILTER (WHERE 'no-movement' = ANY (warnings)),
                   total_of(finite(blurred_to_sharp_psnr)), total_of(finite(clean_to_sharp_psnr)),
                   total_of(finite(clean_to_sharp_ncc)), total_of(finite(clean_to_sharp_ssim)),
                   total_of(finite(attacked_to_sharp_psnr)), total_of(finite(attacked_to_sharp_ncc)),
                   total_of(finite(attacked_to_sharp_ssim)), total_of(finite(eight_bit_to_sharp_psnr)),
                   total_of(finite(clean_to_target_psnr)), total_of(finite(clean_to_target_ncc)),
                   total_of(finite(clean_to_target_ssim)), total_of(finite(attacked_to_target_psnr)),
                   total_of(finite(attacked_to_target_ncc)), total_of(finite(attacked_to_target_ssim)),
                   total_of(finite(eight_bit_to_target_ncc)), total_of(finite(attacked_to_clean_psnr)),
                   total_of(finite(attacked_to_clean_ssim)), total_of(finite(lipschitz)), total_of(finite(damage)),
                   total_of(finite(clean_to_sharp_psnr - blurred_to_sharp_psnr))
            FROM added
            GROUP BY series_id
            ORDER BY series_id
            ON CONFLICT (series_id) DO UPDATE
            SET measurements = total.measurements + excluded.measurements,
                with_sharp = total.with_sharp + excluded.with_sharp,
                with_target = total.with_target + excluded.with_target,
                unmoved = total.unmoved + excluded.unmoved,
                blurred_to_sharp_psnr = float8_combine(total.blurred_to_sharp_psnr, excluded.blurred_to_sharp_psnr),
                clean_to_sharp_psnr = float8_combine(total.clean_to_sharp_psnr, excluded.clean_to_sharp_psnr),
                clean_to_sharp_ncc = float8_combine(total.clean_to_sharp_ncc, excluded.clean_to_sharp_ncc),
                clean_to_sharp_ssim = float8_combine(total.clean_to_sharp_ssim, excluded.clean_to_sharp_ssim),
                attacked_to_sharp_psnr = float8_combine(total.attacked_to_sharp_psnr, excluded.attacked_to_sharp_psnr),
                attacked_to_sharp_ncc = float8_combine(total.attacked_to_sharp_ncc, excluded.attacked_to_sharp_ncc),
                attacked_to_sharp_ssim = float8_combine(total.attacked_to_sharp_ssim, excluded.attacked_to_sharp_ssim),
                eight_bit_to_sharp_psnr = float8_combine(total.eight_bit_to_sharp_psnr, excluded.eight_bit_to_sharp_psnr),
                clean_to_target_psnr = float8_combine(total.clean_to_target_psnr, excluded.clean_to_target_psnr),
                clean_to_target_ncc = float8_combine(total.clean_to_target_ncc, excluded.clean_to_target_ncc),
                clean_to_target_ssim = float8_combine(total.clean_to_target_ssim, excluded.clean_to_target_ssim),
                attacked_to_target_psnr = float8_combine(total.attacked_to_target_psnr, excluded.attacked_to_target_psnr),
                attacked_to_target_ncc = float8_combine(total.attacked_to_target_ncc, excluded.attacked_to_target_ncc),
                attacked_to_target_ssim = float8_combine(total.attacked_to_target_ssim, excluded.attacked_to_target_ssim),
                eight_bit_to_target_ncc = float8_combine(total.eight_bit_to_target_ncc, excluded.eight_bit_to_target_ncc),
                attacked_to_clean_psnr = float8_combine(total.attacked_to_clean_psnr, excluded.attacked_to_clean_psnr),
                attacked_to_clean_ssim = float8_combine(total.attacked_to_clean_ssim, excluded.attacked_to_clean_ssim),
                lipschitz = float8_combine(total.lipschitz, excluded.lipschitz),
                damage = float8_combine(total.damage, excluded.damage),
                gain_db = float8_combine(total.gain_db, excluded.gain_db)
        ), warned AS (
            INSERT INTO series_warning AS warning (series_id, code, measurements, first_ordinal)
            SELECT series_id, code, count(DISTINCT (ordinal, position)), min(ordinal)
            FROM added
            CROSS JOIN unnest(added.warnings) AS code
            GROUP BY series_id, code
            ORDER BY series_id, code
            ON CONFLICT (series_id, code) DO UPDATE
            SET measurements = warning.measurements + excluded.measurements,
                first_ordinal = least(warning.first_ordinal, excluded.first_ordinal)
        )
        SELECT (SELECT count(*) FROM found WHERE series_id IS NULL) AS missing,
               array_agg(point) AS points, array_agg(series_id) AS series, array_agg(ordinal) AS ordinals,
               array_agg(position) AS positions
        INTO added_now
        FROM added
        WHERE point IS NOT NULL;
        points := points || added_now.points;
        new_series := new_series || added_now.series;
        new_ordinals := new_ordinals || added_now.ordinals;
        new_positions := new_positions || added_now.positions;
        EXIT WHEN added_now.missing = 0;

        -- Sorted, so that concurrent transactions do not deadlock.
        INSERT INTO series (key, campaign_id, data_set, crafted_on, crafted_sha256, judged_on, judge_sha256,
                            first_judge, companion, objective, target, attack, specification, norm, steps, kernel_type, kernel_size, budget)
        SELECT DISTINCT ON (key) key, campaign_id, data_set, crafted_on, crafted_sha256, judged_on, judge_sha256,
                                 first_judge, companion, objective, target, attack, specification, norm, steps, kernel_type, kernel_size, budget
        FROM (
            SELECT m.*
            FROM unnest(campaigns, ordinals) AS place (campaign_id, ordinal)
            JOIN measurable m ON m.campaign_id = place.campaign_id AND m.ordinal = place.ordinal
            OFFSET 0
        ) AS measured
        WHERE NOT EXISTS (SELECT 1 FROM series s WHERE s.key = measured.key)
        ORDER BY key
        ON CONFLICT DO NOTHING;
    END LOOP;

    -- Two transactions that measure one point must see each other: the second one waits until the first has ended, and its
    -- next statement sees what that has written.
    PERFORM pg_advisory_xact_lock(hashtextextended(campaign, 0))
    FROM (SELECT DISTINCT campaign FROM unnest(campaigns) AS campaign ORDER BY campaign) AS measured;
    IF EXISTS (
        SELECT 1
        FROM series
        WHERE campaign_id = ANY (campaigns) AND attacks IS NULL
        GROUP BY campaign_id
        HAVING count(DISTINCT specification) > 1)
    THEN
        PERFORM total_worst(points, new_series, new_ordinals, new_positions);
    END IF;
END
$$;
COMMENT ON FUNCTION measure IS 'Makes the measurements of these places in campaigns that are missing and can be made';

CREATE FUNCTION worst_totals(standing worst_measurement[]) RETURNS SETOF series_total
LANGUAGE sql STABLE
AS $$
SELECT s.id, count(*), count(m.clean_to_sharp_psnr), count(m.clean_to_target_psnr),
       count(*) FILTER (WHERE 'no-movement' = ANY (m.warnings)),
       total_of(finite(m.blurred_to_sharp_psnr)), total_of(finite(m.clean_to_sharp_psnr)),
       total_of(finite(m.clean_to_sharp_ncc)), total_of(finite(m.clean_to_sharp_ssim)),
       total_of(finite(m.attacked_to_sharp_psnr)), total_of(finite(m.attacked_to_sharp_ncc)),
       total_of(finite(m.attacked_to_sharp_ssim)), total_of(finite(m.eight_bit_to_sharp_psnr)),
       total_of(finite(m.clean_to_target_psnr)), total_of(finite(m.clean_to_target_ncc)),
       total_of(finite(m.clean_to_target_ssim)), total_of(finite(m.attacked_to_target_psnr)),
       total_of(finite(m.attacked_to_target_ncc)), total_of(finite(m.attacked_to_target_ssim)),
       total_of(finite(m.eight_bit_to_target_ncc)), total_of(finite(m.attacked_to_clean_psnr)),
       total_of(finite(m.attacked_to_clean_ssim)), total_of(finite(m.lipschitz)), total_of(finite(m.damage)),
       total_of(finite(m.clean_to_sharp_psnr - m.blurred_to_sharp_psnr))
FROM unnest(standing) AS worst
JOIN series s ON s.key = worst.key
CROSS JOIN LATERAL (
    SELECT *
    FROM measurement
    WHERE series_id = worst.series_id AND ordinal = worst.ordinal AND position = worst.position
    OFFSET 0) AS m
GROUP BY s.id
ORDER BY s.id
$$;
COMMENT ON FUNCTION worst_totals IS 'The totals of these measurements, by the series of the worst over attacks that they stand in';

CREATE FUNCTION total_worst(points uuid[], new_series integer[], new_ordinals bigint[], new_positions integer[]) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    replaced worst_measurement[];
    standing worst_measurement[];
BEGIN
    -- What stood for these points before.
    SELECT array_agg(worst) INTO replaced
    FROM worst_over_attacks(points, new_series, new_ordinals, new_positions) AS worst;

    UPDATE series_total total
    SET measurements = total.measurements - former.measurements,
        with_sharp = total.with_sharp - former.with_sharp,
        with_target = total.with_target - former.with_target,
        unmoved = total.unmoved - former.unmoved,
        blurred_to_sharp_psnr = without(total.blurred_to_sharp_psnr, former.blurred_to_sharp_psnr),
        clean_to_sharp_psnr = without(total.clean_to_sharp_psnr, former.clean_to_sharp_psnr),
        clean_to_sharp_ncc = without(total.clean_to_sharp_ncc, former.clean_to_sharp_ncc),
        clean_to_sharp_ssim = without(total.clean_to_sharp_ssim, former.clean_to_sharp_ssim),
        attacked_to_sharp_psnr = without(total.attacked_to_sharp_psnr, former.attacked_to_sharp_psnr),
        attacked_to_sharp_ncc = without(total.attacked_to_sharp_ncc, former.attacked_to_sharp_ncc),
        attacked_to_sharp_ssim = without(total.attacked_to_sharp_ssim, former.attacked_to_sharp_ssim),
        eight_bit_to_sharp_psnr = without(total.eight_bit_to_sharp_psnr, former.eight_bit_to_sharp_psnr),
        clean_to_target_psnr = without(total.clean_to_target_psnr, former.clean_to_target_psnr),
        clean_to_target_ncc = without(total.clean_to_target_ncc, former.clean_to_target_ncc),
        clean_to_target_ssim = without(total.clean_to_target_ssim, former.clean_to_target_ssim),
        attacked_to_target_psnr = without(total.attacked_to_target_psnr, former.attacked_to_target_psnr),
        attacked_to_target_ncc = without(total.attacked_to_target_ncc, former.attacked_to_target_ncc),
        attacked_to_target_ssim = without(total.attacked_to_target_ssim, former.attacked_to_target_ssim),
        eight_bit_to_target_ncc = without(total.eight_bit_to_target_ncc, former.eight_bit_to_target_ncc),
        attacked_to_clean_psnr = without(total.attacked_to_clean_psnr, former.attacked_to_clean_psnr),
        attacked_to_clean_ssim = without(total.attacked_to_clean_ssim, former.attacked_to_clean_ssim),
        lipschitz = without(total.lipschitz, former.lipschitz),
        damage = without(total.damage, former.damage),
        gain_db = without(total.gain_db, former.gain_db)
    FROM worst_totals(replaced) AS former
    WHERE total.series_id = former.series_id;

    -- What stands for them now.
    SELECT array_agg(worst) INTO standing FROM worst_over_attacks(points, '{}', '{}', '{}') AS worst;

    INSERT INTO series (key, campaign_id, data_set, crafted_on, crafted_sha256, judged_on, judge_sha256,
                        first_judge, companion, objective, target, attack, attacks, norm, kernel_type, kernel_size, budget)
    SELECT DISTINCT ON (worst.key) worst.key, s.campaign_id, s.data_set, s.crafted_on, s.crafted_sha256, s.judged_on,
           s.judge_sha256, s.first_judge, false, worst.objective, s.target, 'worst over attacks', worst.attacks, s.norm,
           s.kernel_type, s.kernel_size, s.budget
    FROM unnest(standing) AS worst
    JOIN series s ON s.id = worst.series_id
    WHERE NOT EXISTS (SELECT 1 FROM series known WHERE known.key = worst.key)
    ORDER BY worst.key
    ON CONFLICT DO NOTHING;

    INSERT INTO series_total AS total
    SELECT * FROM worst_totals(standing)
    ON CONFLICT (series_id) DO UPDATE
    SET measurements = total.measurements + excluded.measurements,
        with_sharp = total.with_sharp + excluded.with_sharp,
        with_target = total.with_target + excluded.with_target,
        unmoved = total.unmoved + excluded.unmoved,
        blurred_to_sharp_psnr = float8_combine(total.blurred_to_sharp_psnr, excluded.blurred_to_sharp_psnr),
        clean_to_sharp_psnr = float8_combine(total.clean_to_sharp_psnr, excluded.clean_to_sharp_psnr),
        clean_to_sharp_ncc = float8_combine(total.clean_to_sharp_ncc, excluded.clean_to_sharp_ncc),
        clean_to_sharp_ssim = float8_combine(total.clean_to_sharp_ssim, excluded.clean_to_sharp_ssim),
        attacked_to_sharp_psnr = float8_combine(total.attacked_to_sharp_psnr, excluded.attacked_to_sharp_psnr),
        attacked_to_sharp_ncc = float8_combine(total.attacked_to_sharp_ncc, excluded.attacked_to_sharp_ncc),
        attacked_to_sharp_ssim = float8_combine(total.attacked_to_sharp_ssim, excluded.attacked_to_sharp_ssim),
        eight_bit_to_sharp_psnr = float8_combine(total.eight_bit_to_sharp_psnr, excluded.eight_bit_to_sharp_psnr),
        clean_to_target_psnr = float8_combine(total.clean_to_target_psnr, excluded.clean_to_target_psnr),
        clean_to_target_ncc = float8_combine(total.clean_to_target_ncc, excluded.clean_to_target_ncc),
        clean_to_target_ssim = float8_combine(total.clean_to_target_ssim, excluded.clean_to_target_ssim),
        attacked_to_target_psnr = float8_combine(total.attacked_to_target_psnr, excluded.attacked_to_target_psnr),
        attacked_to_target_ncc = float8_combine(total.attacked_to_target_ncc, excluded.attacked_to_target_ncc),
        attacked_to_target_ssim = float8_combine(total.attacked_to_target_ssim, excluded.attacked_to_target_ssim),
        eight_bit_to_target_ncc = float8_combine(total.eight_bit_to_target_ncc, excluded.eight_bit_to_target_ncc),
        attacked_to_clean_psnr = float8_combine(total.attacked_to_clean_psnr, excluded.attacked_to_clean_psnr),
        attacked_to_clean_ssim = float8_combine(total.attacked_to_clean_ssim, excluded.attacked_to_clean_ssim),
        lipschitz = float8_combine(total.lipschitz, excluded.lipschitz),
        damage = float8_combine(total.damage, excluded.damage),
        gain_db = float8_combine(total.gain_db, excluded.gain_db);
END
$$;
COMMENT ON FUNCTION total_worst IS 'Brings the totals of the worst over attacks up to date, after measurements of these points were added';

-- What means are read from: series with their totals. Of the worst over attacks only that over most attacks, so that every
-- image counts under all of them.
CREATE VIEW series_sum AS
SELECT s.id, s.key, s.campaign_id, c.name AS campaign, nullif(s.data_set, '') AS data_set, s.crafted_on, s.crafted_sha256,
       s.judged_on, s.judge_sha256, n.kind AS network_kind, s.first_judge, s.companion, s.objective,
       nullif(s.target, '') AS target, s.attack, s.attacks, s.specification, s.norm, s.steps, s.kernel_type, s.kernel_size,
       s.budget, t.measurements, t.with_sharp, t.with_target, t.unmoved,
       t.blurred_to_sharp_psnr, t.clean_to_sharp_psnr, t.clean_to_sharp_ncc, t.clean_to_sharp_ssim,
       t.attacked_to_sharp_psnr, t.attacked_to_sharp_ncc, t.attacked_to_sharp_ssim, t.eight_bit_to_sharp_psnr,
       t.clean_to_target_psnr, t.clean_to_target_ncc, t.clean_to_target_ssim, t.attacked_to_target_psnr,
       t.attacked_to_target_ncc, t.attacked_to_target_ssim, t.eight_bit_to_target_ncc, t.attacked_to_clean_psnr,
       t.attacked_to_clean_ssim, t.lipschitz, t.damage, t.gain_db
FROM series s
JOIN series_total t ON t.series_id = s.id
LEFT JOIN campaign c ON c.id = s.campaign_id
LEFT JOIN network n ON n.sha256 = s.judge_sha256
WHERE s.attacks IS NULL
   OR t.measurements > 0 AND s.attacks = (
       SELECT max(other.attacks)
       FROM series other
       JOIN series_total counted ON counted.series_id = other.id AND counted.measurements > 0
       WHERE other.attacks IS NOT NULL AND other.campaign_id = s.campaign_id
         AND other.crafted_sha256 = s.crafted_sha256 AND other.judge_sha256 = s.judge_sha256 AND other.budget = s.budget
         AND other.norm = s.norm AND other.target = s.target
         AND other.objective IN ('untargeted', 'ground-truth') = s.objective IN ('untargeted', 'ground-truth')
         AND (other.objective IN ('untargeted', 'ground-truth') OR other.objective = s.objective));
COMMENT ON VIEW series_sum IS 'Series with their totals; of the worst over attacks only those over all attacks of the campaign that were measured';
COMMENT ON COLUMN series_sum.campaign IS 'What people call it; not unique';
COMMENT ON COLUMN series_sum.network_kind IS 'blind or non-blind; null if no worker has announced the file';

-- Rounded, since a budget is a float32 in workers.
CREATE FUNCTION minimum_budget(attack jsonb, e evaluation) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
SELECT CASE
    -- Infinity less Infinity would be NaN, which is above all numbers.
    WHEN e.clean_to_sharp_psnr > e.attacked_to_sharp_psnr
         AND e.clean_to_sharp_psnr - e.attacked_to_sharp_psnr >= (attack #>> '{objective,loss}')::double precision
    THEN round((255 * e.perturbation_max_norm)::numeric, 5)::double precision
END
$$;
COMMENT ON FUNCTION minimum_budget IS 'The budget in 255ths that suffices for the loss that an attack seeks, by its evaluation; null where it was not reached, or none is sought';

-- Views: the public interface, described in docs/sql.md

CREATE VIEW job_result AS
SELECT cj.campaign_id,
       c.name AS campaign,
       cj.ordinal,
       cj.job_id,
       CASE
           WHEN r.complete AND r.status = 'SUCCEEDED' THEN 'SUCCEEDED'
           WHEN r.complete AND r.retry >= j.retry THEN 'FAILED'
           ELSE 'PENDING'
       END AS state,
       cj.data_set,
       cj.image,
       j.image_sha256,
       j.image_width,
       j.image_height,
       CASE
           WHEN j.arrives_blurred THEN coalesce(cj.request, j.request) #>> '{source,blurred,recipe}'
           ELSE coalesce(cj.request, j.request) #>> '{source,sharp,recipe}'
       END AS image_recipe,
       j.arrives_blurred,
       j.network,
       j.network_sha256,
       n.kind AS network_kind,
       e.judge AS judged_on,
       e.judge_sha256,
       jsonb_array_length(j.request -> 'judges') AS judges,
       j.objective,
       cj.attack,
       cj.target,
       j.target_sha256,
       coalesce(cj.request, j.request) #>> '{attack,objective,target,recipe}' AS target_recipe,
       j.kernel_type,
       j.kernel_size,
       j.kernel_name,
       coalesce(j.kernel ->> 'seed', j.kernel #>> '{kernel,seed}', j.blur #>> '{cameraPath,seed}')::bigint AS kernel_seed,
       j.kernel,
       j.blur_type,
       j.blur,
       j.boundary,
       j.noise_sigma,
       j.noise_seed,
       j.rounded_to_8_bit,
       j.request #>> '{attack,norm}' AS norm,
       j.budget,
       (j.request #>> '{attack,objective,loss}')::double precision AS loss,
       CASE WHEN r.status = 'SUCCEEDED' THEN minimum_budget(j.request -> 'attack', e) END AS minimum_budget,
       j.request #>> '{attack,distance,measure}' AS distance,
       j.request #>> '{attack,distance,weighting}' AS weighting,
       coalesce((j.request #>> '{attack,distance,clampOutput}')::boolean, false) AS clamp_output,
       j.request #>> '{attack,start}' AS start,
       j.request #>> '{attack,update}' AS update,
       j.steps,
       j.step_size,
       j.clip,
       j.iterate,
       (j.request #>> '{attack,restarts}')::integer AS restarts,
       nullif(j.request #> '{attack,plateau}', 'null') AS plateau,
       nullif(j.request #> '{attack,expectation}', 'null') AS expectation,
       (j.request #>> '{attack,universal}')::boolean AS universal,
       coalesce((j.request #>> '{attack,grey}')::boolean, false) AS grey,
       coalesce((j.request #>> '{attack,zeroMean}')::boolean, false) AS zero_mean,
       j.seed,
       r.status,
       coalesce(r.complete, false) AS complete,
       r.retry,
       r.failure_code,
       r.failure_message,
       r.warnings,
       r.warning_messages,
       e.clean_to_sharp_psnr >= e.blurred_to_sharp_psnr AS restores,
       CASE
           WHEN e.clean_to_sharp_psnr = e.blurred_to_sharp_psnr THEN 0
           ELSE e.clean_to_sharp_psnr - e.blurred_to_sharp_psnr
       END AS gain_db,
       CASE
           WHEN e.clean_to_sharp_psnr = e.attacked_to_sharp_psnr THEN 0
           ELSE e.clean_to_sharp_psnr - e.attacked_to_sharp_psnr
       END AS damage,
       e.blurred_to_sharp_psnr,
       e.blurred_to_sharp_ncc,
       e.blurred_to_sharp_ssim,
       e.clean_to_sharp_psnr,
       e.clean_to_sharp_ncc,
       e.clean_to_sharp_ssim,
       e.attacked_to_sharp_psnr,
       e.attacked_to_sharp_ncc,
       e.attacked_to_sharp_ssim,
       e.eight_bit_to_sharp_psnr,
       e.eight_bit_to_sharp_ncc,
       e.eight_bit_to_sharp_ssim,
       e.clean_to_target_psnr,
       e.clean_to_target_ncc,
       e.clean_to_target_ssim,
       e.attacked_to_target_psnr,
       e.attacked_to_target_ncc,
       e.attacked_to_target_ssim,
       e.eight_bit_to_target_psnr,
       e.eight_bit_to_target_ncc,
       e.eight_bit_to_target_ssim,
       e.attacked_to_clean_psnr,
       e.attacked_to_clean_ncc,
       e.attacked_to_clean_ssim,
       e.eight_bit_to_clean_psnr,
       e.eight_bit_to_clean_ncc,
       e.eight_bit_to_clean_ssim,
       e.lipschitz,
       e.perturbation_max_norm,
       e.perturbation_l2_norm,
       e.eight_bit_max_norm,
       coalesce(j.request #>> '{attack,perturb}', 'image') AS perturb,
       (j.request #>> '{attack,kernelBudget}')::double precision AS kernel_budget,
       j.request #>> '{attack,kernelNorm}' AS kernel_norm,
       e.kernel_change_l2,
       e.kernel_change_max,
       e.initial_objective,
       e.final_objective,
       e.counted_step,
       r.seconds_per_step,
       r.worker,
       r.started_at,
       r.finished_at
FROM campaign_job cj
JOIN job j ON j.id = cj.job_id
LEFT JOIN campaign c ON c.id = cj.campaign_id
LEFT JOIN network n ON n.sha256 = j.network_sha256
LEFT JOIN result r ON r.job_id = cj.job_id
LEFT JOIN evaluation e ON e.job_id = cj.job_id AND e.position = 0;
COMMENT ON VIEW job_result IS 'One row per job of a campaign: its parameters, its result and its first judge''s numbers. Numbers are null until the job has succeeded, and where there is no sharp image or no target. PSNR is Infinity for equal images, NCC NaN for constant ones. A job that two campaigns share appears in each: filter by campaign, or use DISTINCT ON (job_id)';
COMMENT ON COLUMN job_result.campaign_id IS 'The campaign';
COMMENT ON COLUMN job_result.campaign IS 'What people call it; not unique';
COMMENT ON COLUMN job_result.ordinal IS 'The job''s place in the campaign''s expansion, from 0';
COMMENT ON COLUMN job_result.job_id IS 'The job: a hash of everything that determines its result';
COMMENT ON COLUMN job_result.state IS 'SUCCEEDED, FAILED or PENDING; PENDING also while a failure is retried';
COMMENT ON COLUMN job_result.data_set IS 'The data set that the campaign says the image is of';
COMMENT ON COLUMN job_result.image IS 'Name of the image in this campaign';
COMMENT ON COLUMN job_result.image_recipe IS 'How the image file was made of a photograph, such as resized or cropped, in words; null if this campaign does not say';
COMMENT ON COLUMN job_result.target_recipe IS 'The same of the target image';
COMMENT ON COLUMN job_result.network_sha256 IS 'SHA-256 of that network''s file';
COMMENT ON COLUMN job_result.network_kind IS 'blind or non-blind; null if no worker has announced the file';
COMMENT ON COLUMN job_result.judged_on IS 'Network whose outputs the numbers are of: the job''s first judge';
COMMENT ON COLUMN job_result.judge_sha256 IS 'SHA-256 of that network''s file';
COMMENT ON COLUMN job_result.judges IS 'How many networks judge; judged_result has all their numbers';
COMMENT ON COLUMN job_result.attack IS 'Name of the attack in this campaign';
COMMENT ON COLUMN job_result.warnings IS 'Codes of what a reader of the numbers must know: does-not-restore, kernel-flipped, misaligned, output-range, no-movement or gradient-disagrees; empty if there is nothing, null before the result';
COMMENT ON COLUMN job_result.restores IS 'Whether the clean output is at least as near to the sharp image as the blurred image is, by PSNR; null where there is no sharp image';
COMMENT ON COLUMN job_result.gain_db IS 'How many dB of PSNR the restoration gains: clean less blurred';
COMMENT ON COLUMN job_result.target IS 'Name of the target image, or of the edit, in this campaign; null if there is none';
COMMENT ON COLUMN job_result.kernel_type IS 'camera-shake, gaussian, disk, linear-motion or file; null if no kernel is known, or the blur has not one kernel but several';
COMMENT ON COLUMN job_result.kernel_seed IS 'Seed of a camera-shake kernel, or of the path of a moving camera; null for other blurs';
COMMENT ON COLUMN job_result.kernel IS 'The KernelSpec with all its parameters';
COMMENT ON COLUMN job_result.blur_type IS 'uniform, grid or camera-path; null if the image arrives blurred';
COMMENT ON COLUMN job_result.norm IS 'linf: max |delta| is at most epsilon; l2: the root mean square of delta is at most epsilon';
COMMENT ON COLUMN job_result.budget IS 'epsilon in 255ths; 0 where the kernel alone is perturbed';
COMMENT ON COLUMN job_result.perturb IS 'What was searched for: image (delta), kernel (that which networks are told; delta is zero) or both';
COMMENT ON COLUMN job_result.kernel_budget IS 'Greatest distance of the told kernel from the true one, as a part of the true one''s norm; null where the kernel is not perturbed';
COMMENT ON COLUMN job_result.kernel_norm IS 'l2: distance and norm are L2; linf: they are of the greatest weight; null where the kernel is not perturbed';
COMMENT ON COLUMN job_result.loss IS 'dB of PSNR that the smallest budget is sought for; null for other attacks';
COMMENT ON COLUMN job_result.minimum_budget IS 'The smallest budget that was found to cost loss, in 255ths: the max norm of the perturbation. Null where it was not reached within budget, and for other attacks';
COMMENT ON COLUMN job_result.distance IS 'How the objective measures: l2, mse or l1';
COMMENT ON COLUMN job_result.weighting IS 'What weights each pixel of the distance: cosine; null for nothing';
COMMENT ON COLUMN job_result.clamp_output IS 'Whether the output is clamped to [0, 1] in the objective';
COMMENT ON COLUMN job_result.start IS 'Where the search begins: uniform, gaussian or zero';
COMMENT ON COLUMN job_result.update IS 'How a step follows from the gradient: adam, sign, gradient, apgd or square';
COMMENT ON COLUMN job_result.restarts IS 'How many searches from different starts';
COMMENT ON COLUMN job_result.plateau IS 'When the search ends early; null to do all steps';
COMMENT ON COLUMN job_result.expectation IS 'Over what the objective is averaged; null for nothing';
COMMENT ON COLUMN job_result.universal IS 'Whether one perturbation is sought for all images of the campaign together';
COMMENT ON COLUMN job_result.grey IS 'Whether delta is the same in all three channels';
COMMENT ON COLUMN job_result.zero_mean IS 'Whether the mean of each channel of delta is 0';
COMMENT ON COLUMN job_result.status IS 'How the last attempt ended: SUCCEEDED or FAILED; null before';
COMMENT ON COLUMN job_result.retry IS 'Which retry of the job the result is of, from 0';
COMMENT ON COLUMN job_result.damage IS 'How many dB of PSNR against the sharp image the attack took';

CREATE VIEW judged_result AS
SELECT s.campaign_id,
       c.name AS campaign,
       nullif(s.data_set, '') AS data_set,
       m.ordinal,
       m.position,
       s.first_judge,
       s.companion,
       s.crafted_on,
       s.judged_on,
       n.kind AS network_kind,
       s.objective,
       s.attack,
       nullif(s.target, '') AS target,
       s.norm,
       s.steps,
       nullif(s.kernel_type, '') AS kernel_type,
       nullif(s.kernel_size, 0) AS kernel_size,
       s.budget,
       coalesce(m.warnings, '{}') AS warnings,
       m.clean_to_sharp_psnr >= m.blurred_to_sharp_psnr AS restores,
       CASE
           WHEN m.clean_to_sharp_psnr = m.blurred_to_sharp_psnr THEN 0
           ELSE m.clean_to_sharp_psnr - m.blurred_to_sharp_psnr
       END AS gain_db,
       m.damage,
       m.blurred_to_sharp_psnr,
       m.clean_to_sharp_psnr,
       m.clean_to_sharp_ncc,
       m.clean_to_sharp_ssim,
       m.attacked_to_sharp_psnr,
       m.attacked_to_sharp_ncc,
       m.attacked_to_sharp_ssim,
       m.eight_bit_to_sharp_psnr,
       m.clean_to_target_psnr,
       m.clean_to_target_ncc,
       m.clean_to_target_ssim,
       m.attacked_to_target_psnr,
       m.attacked_to_target_ncc,
       m.attacked_to_target_ssim,
       m.eight_bit_to_target_ncc,
       m.attacked_to_clean_psnr,
       m.attacked_to_clean_ssim,
       m.lipschitz
FROM series s
JOIN measurement m ON m.series_id = s.id
LEFT JOIN campaign c ON c.id = s.campaign_id
LEFT JOIN network n ON n.sha256 = s.judge_sha256;
COMMENT ON VIEW judged_result IS 'One row per job that succeeded and judge, with the numbers that means are taken of: quick to read, a million rows in a second';
COMMENT ON COLUMN judged_result.data_set IS 'The data set that the campaign says the images are of';
COMMENT ON COLUMN judged_result.first_judge IS 'Whether that is the job''s first judge: true for one row of each job';
COMMENT ON COLUMN judged_result.crafted_on IS 'Network under attack';
COMMENT ON COLUMN judged_result.judged_on IS 'Network whose outputs are measured';
COMMENT ON COLUMN judged_result.target IS 'Name of the target image, or of the edit; null if there is none';
COMMENT ON COLUMN judged_result.norm IS 'linf: max |delta| is at most epsilon; l2: the root mean square of delta is at most epsilon';
COMMENT ON COLUMN judged_result.steps IS 'Updates of the attack, at most';
COMMENT ON COLUMN judged_result.kernel_type IS 'As in job_result';
COMMENT ON COLUMN judged_result.kernel_size IS 'Side of the square kernel in pixels';
COMMENT ON COLUMN judged_result.damage IS 'How many dB of PSNR against the sharp image the attack took';

CREATE VIEW job_trace AS
SELECT r.job_id,
       point.step,
       point.objective
FROM result r
CROSS JOIN LATERAL unnest(r.trace_steps, r.trace_objectives) AS point (step, objective)
WHERE r.status = 'SUCCEEDED';
COMMENT ON VIEW job_trace IS 'The objective on the way: one row per measured step of each job that succeeded';
COMMENT ON COLUMN job_trace.job_id IS 'The job';
COMMENT ON COLUMN job_trace.step IS 'After how many updates';
COMMENT ON COLUMN job_trace.objective IS 'The objective there';

CREATE VIEW campaign_progress AS
SELECT c.id AS campaign_id,
       c.name,
       c.submitted_at,
       c.jobs,
       coalesce(n.known, 0) AS known,
       coalesce(n.succeeded, 0) AS succeeded,
       coalesce(n.failed, 0) AS failed,
       c.round,
       CASE
           WHEN k.abandoned >= c.round AND k.state = 'CANCELLED' THEN 'CANCELLED'
           WHEN n.succeeded + n.failed >= c.jobs THEN 'FINISHED'
           WHEN k.abandoned >= c.round AND k.state = 'PAUSED' THEN 'PAUSED'
           WHEN n.known > 0 THEN 'RUNNING'
           ELSE 'EXPANDING'
       END AS state,
       coalesce(k.abandoned, -1) AS abandoned
FROM campaign c
LEFT JOIN campaign_count n ON n.campaign_id = c.id
LEFT JOIN campaign_control k ON k.campaign_id = c.id;
COMMENT ON VIEW campaign_progress IS 'Progress of campaigns. known: jobs whose request has arrived; succeeded and failed: jobs that have ended and whose artifacts are all stored, a failure only while it was not retried; round: the newest one published; abandoned: as in campaign_control';
COMMENT ON COLUMN campaign_progress.campaign_id IS 'The campaign';
COMMENT ON COLUMN campaign_progress.name IS 'What people call it; not unique';
COMMENT ON COLUMN campaign_progress.submitted_at IS 'When it was accepted';
COMMENT ON COLUMN campaign_progress.jobs IS 'How many jobs it expands into';
COMMENT ON COLUMN campaign_progress.known IS 'Jobs whose request has arrived';
COMMENT ON COLUMN campaign_progress.succeeded IS 'Jobs that succeeded and whose artifacts are all stored';
COMMENT ON COLUMN campaign_progress.failed IS 'Jobs that failed and were not retried since';
COMMENT ON COLUMN campaign_progress.round IS 'The newest round of its jobs that was published, from 0';
COMMENT ON COLUMN campaign_progress.state IS 'EXPANDING (no job has been published), RUNNING, PAUSED, CANCELLED or FINISHED (all jobs have ended, failed ones too)';
COMMENT ON COLUMN campaign_progress.abandoned IS 'The last round whose requests are not started; -1 if no round is abandoned';

-- The views of means are alike: keys, how many jobs, and for each total its mean, its deviation and its confidence.

CREATE FUNCTION student_t(freedom double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
SELECT CASE freedom
    WHEN 1 THEN 12.706204736432095
    WHEN 2 THEN 4.302652729911275
    WHEN 3 THEN 3.182446305284263
    WHEN 4 THEN 2.776445105197799
    -- Abramowitz and Stegun 26.7.5, from the normal distribution's quantile: within 0.02 %.
    ELSE 1.959963984540054 + (2.372271230298562 + (2.8224986157396112 + (2.555849679507722
         + 1.5895340533938225 / freedom) / freedom) / freedom) / freedom
    END
$$;
COMMENT ON FUNCTION student_t IS 'The 97.5 % quantile of Student''s t distribution with so many degrees of freedom, which is a whole number from 1';

CREATE FUNCTION confidence(total double precision[]) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
SELECT CASE WHEN total[1] > 1 THEN student_t(total[1] - 1) * float8_stddev_samp(total) / sqrt(total[1]) END
$$;
COMMENT ON FUNCTION confidence IS 'Half the width of the 95 % confidence interval of the mean of a total; null for fewer than two numbers';

-- keys: columns of the source; means: its totals; both perhaps AS another name. more: further columns, of m.
CREATE FUNCTION create_means_view(name text, source text, keys text[], means text[], more text) RETURNS void
LANGUAGE plpgsql
AS $body$
DECLARE
    key_columns text[] := ARRAY(SELECT split_part(key, ' AS ', 1) FROM unnest(keys) AS key);
    key_names text[] := ARRAY(SELECT regexp_replace(key, '.* AS ', '') FROM unnest(keys) AS key);
    totals text[] := ARRAY(SELECT split_part(mean, ' AS ', 1) FROM unnest(means) AS mean);
    names text[] := ARRAY(SELECT regexp_replace(mean, '.* AS ', '') FROM unnest(means) AS mean);
BEGIN
    EXECUTE format(
        $view$
        CREATE VIEW %1$I AS
        SELECT m.*%2$s
        FROM (
            SELECT %3$s, jobs, unmoved, %4$s,
                   float8_avg(gain_db) >= 0 AS restores,
                   left_out(%5$L::text[], ARRAY[%6$s]::double precision[]) AS left_out,
                   %7$s
            FROM (
                SELECT %8$s,
                       sum(measurements)::bigint AS jobs,
                       sum(unmoved)::bigint AS unmoved,
                       sum(with_sharp) AS with_sharp,
                       sum(with_target) AS with_target,
                       %9$s
                FROM %10$s
                GROUP BY %11$s, specification
            ) AS summed
        ) AS m
        $view$,
        name,
        more,
        array_to_string(key_names, ', '),
        (SELECT string_agg(format('float8_avg(%I) AS %I', total, mean), ', ') FROM unnest(totals, names) AS t (total, mean)),
        names,
        (SELECT string_agg(format('%s - %I[1]', CASE
             WHEN total LIKE '%\_to\_target\_%' THEN 'with_target'
             WHEN total LIKE '%\_to\_clean\_%' OR total = 'lipschitz' THEN 'jobs'
             ELSE 'with_sharp'
         END, total), ', ') FROM unnest(totals) AS total),
        (SELECT string_agg(format('float8_stddev_samp(%1$I) AS %2$I, confidence(%1$I) AS %3$I',
                                  total, mean || '_deviation', mean || '_confidence'), ', ')
         FROM unnest(totals, names) AS t (total, mean)),
        array_to_string(keys, ', '),
        (SELECT string_agg(format('CASE WHEN count(%1$I) > 0 THEN sum_of(%1$I) END AS %1$I', total), ', ') FROM unnest(totals) AS total),
        source,
        array_to_string(key_columns, ', '));

    EXECUTE (
        SELECT string_agg(format('COMMENT ON COLUMN %I.%I IS %L', name, made.attname, said.meaning), '; ')
        FROM pg_attribute AS made
        CROSS JOIN LATERAL (
            SELECT CASE
                WHEN attname LIKE '%\_deviation'
                THEN 'Standard deviation of ' || regexp_replace(attname, '_deviation$', '') || ' over the jobs; null for fewer than two'
                WHEN attname LIKE '%\_confidence'
                THEN 'Half the width of the 95 % confidence interval of the mean ' || regexp_replace(attname, '_confidence$', '')
                     || ', by Student''s t over the jobs; null for fewer than two'
                ELSE (
                    SELECT known.meaning
                    FROM (VALUES
                        ('campaign_id', 'The campaign'),
                        ('campaign', 'What people call it; not unique'),
                        ('data_set', 'The data set that the campaign says the images are of'),
                        ('network', 'Network under attack'),
                        ('crafted_on', 'Network under attack'),
                        ('judged_on', 'Network whose outputs are measured'),
                        ('network_kind', 'blind or non-blind; null if no worker has announced the file'),
                        ('objective', 'untargeted, targeted, localised, ground-truth or minimum-budget; untargeted for the worst over untargeted and ground-truth attacks together'),
                        ('attack', 'Name of the attack in the campaign, or worst over attacks: for each image and blur the attack with the lowest attacked PSNR, of targeted ones that with the highest NCC to the target, among attacks of the same norm and budget'),
                        ('attacks', 'For the worst over attacks: over how many; null for an attack of the campaign'),
                        ('target', 'Name of the target image, or of the edit, in the campaign; null if there is none'),
                        ('norm', 'linf: max |delta| is at most epsilon; l2: the root mean square of delta is at most epsilon'),
                        ('steps', 'Updates of the attack, at most; null for the worst over attacks'),
                        ('budget', 'epsilon in 255ths; 0 where the kernel alone is perturbed'),
                        ('kernel_type', 'camera-shake, gaussian, disk, linear-motion or file'),
                        ('kernel_size', 'Side of the square kernel in pixels'),
                        ('jobs', 'How many measurements the means are over; for the worst over attacks, how many images and blurs'),
                        ('unmoved', 'How many of these are of jobs that have the warning no-movement: the attack could not change its objective, and says nothing about robustness'),
                        ('gain_db', 'Mean over the jobs. How many dB of PSNR the restoration gains: clean less blurred. Robustness of a network that gains nothing says nothing'),
                        ('restores', 'Whether gain_db is not negative; null where there is no sharp image'),
                        ('left_out', 'How many values of each mean are infinite or undefined and left out of it, such as {"clean_to_sharp_psnr": 2}; null if none are')
                    ) AS known (name, meaning)
                    WHERE known.name = made.attname)
                END AS meaning
        ) AS said
        WHERE made.attrelid = name::regclass AND made.attnum > 0 AND said.meaning IS NOT NULL);
END
$body$;

SELECT create_means_view(
    'campaign_table',
    'series_sum WHERE first_judge',
    ARRAY['campaign_id', 'campaign', 'crafted_on AS network', 'objective', 'attack', 'attacks', 'target', 'norm', 'budget'],
    ARRAY['blurred_to_sharp_psnr', 'clean_to_sharp_psnr', 'attacked_to_sharp_psnr', 'clean_to_sharp_ncc',
          'attacked_to_sharp_ncc', 'clean_to_sharp_ssim', 'attacked_to_sharp_ssim', 'clean_to_target_psnr',
          'attacked_to_target_psnr', 'clean_to_target_ncc', 'attacked_to_target_ncc', 'damage', 'lipschitz', 'gain_db'],
    '');
COMMENT ON VIEW campaign_table IS 'Means per campaign, network, attack and budget over the jobs that succeeded';

SELECT create_means_view(
    'paper_table',
    'series_sum WHERE first_judge',
    ARRAY['campaign_id', 'campaign', 'data_set', 'crafted_on AS network', 'network_kind', 'objective', 'attack', 'attacks',
          'target', 'norm', 'budget'],
    ARRAY['blurred_to_sharp_psnr AS blurred_to_source_psnr',
          'clean_to_sharp_psnr AS clean_to_source_psnr', 'clean_to_sharp_ncc AS clean_to_source_ncc',
          'clean_to_sharp_ssim AS clean_to_source_ssim', 'attacked_to_sharp_psnr AS attacked_to_source_psnr',
          'attacked_to_sharp_ncc AS attacked_to_source_ncc', 'attacked_to_sharp_ssim AS attacked_to_source_ssim',
          'clean_to_target_psnr', 'clean_to_target_ncc', 'clean_to_target_ssim', 'attacked_to_target_psnr',
          'attacked_to_target_ncc', 'attacked_to_target_ssim', 'gain_db'],
    $$,
       CASE WHEN objective = 'untargeted' THEN jobs ELSE 0 END AS untargeted_jobs,
       CASE WHEN objective = 'targeted' THEN jobs ELSE 0 END AS targeted_jobs,
       CASE WHEN objective = 'untargeted' THEN attacked_to_source_psnr END AS untargeted_to_source_psnr,
       CASE WHEN objective = 'untargeted' THEN attacked_to_source_ncc END AS untargeted_to_source_ncc,
       CASE WHEN objective = 'untargeted' THEN attacked_to_source_ssim END AS untargeted_to_source_ssim,
       CASE WHEN objective = 'targeted' THEN attacked_to_source_psnr END AS targeted_to_source_psnr,
       CASE WHEN objective = 'targeted' THEN attacked_to_source_ncc END AS targeted_to_source_ncc,
       CASE WHEN objective = 'targeted' THEN attacked_to_source_ssim END AS targeted_to_source_ssim,
       CASE WHEN objective = 'targeted' THEN attacked_to_target_psnr END AS targeted_to_target_psnr,
       CASE WHEN objective = 'targeted' THEN attacked_to_target_ncc END AS targeted_to_target_ncc,
       CASE WHEN objective = 'targeted' THEN attacked_to_target_ssim END AS targeted_to_target_ssim,
       (SELECT jsonb_agg(DISTINCT seed)
        FROM campaign c
        CROSS JOIN jsonb_path_query(
            c.document,
            '$.campaign.blurs[*].keyvalue() ? (@.key == "kernel" || @.key == "grid" || @.key == "cameraPath").value.**.seed'
        ) AS seed
        WHERE c.id = m.campaign_id) AS kernel_seeds$$);
COMMENT ON VIEW paper_table IS 'Table 1 of Gandikota, Chandramouli and Moeller (ICIP 2022), a row for each data set, network, attack and budget: how like the outputs are to the source and to the target, without attack and under attack. Means over the jobs that succeeded';
COMMENT ON COLUMN paper_table.untargeted_jobs IS 'jobs, where the objective is untargeted; else 0';
COMMENT ON COLUMN paper_table.targeted_jobs IS 'jobs, where the objective is targeted; else 0';
COMMENT ON COLUMN paper_table.untargeted_to_source_psnr IS 'attacked_to_source_psnr, where the objective is untargeted; else null';
COMMENT ON COLUMN paper_table.untargeted_to_source_ncc IS 'attacked_to_source_ncc, where the objective is untargeted; else null';
COMMENT ON COLUMN paper_table.untargeted_to_source_ssim IS 'attacked_to_source_ssim, where the objective is untargeted; else null';
COMMENT ON COLUMN paper_table.targeted_to_source_psnr IS 'attacked_to_source_psnr, where the objective is targeted; else null';
COMMENT ON COLUMN paper_table.targeted_to_source_ncc IS 'attacked_to_source_ncc, where the objective is targeted; else null';
COMMENT ON COLUMN paper_table.targeted_to_source_ssim IS 'attacked_to_source_ssim, where the objective is targeted; else null';
COMMENT ON COLUMN paper_table.targeted_to_target_psnr IS 'attacked_to_target_psnr, where the objective is targeted; else null';
COMMENT ON COLUMN paper_table.targeted_to_target_ncc IS 'attacked_to_target_ncc, where the objective is targeted; else null';
COMMENT ON COLUMN paper_table.targeted_to_target_ssim IS 'attacked_to_target_ssim, where the objective is targeted; else null';
COMMENT ON COLUMN paper_table.kernel_seeds IS 'JSON: seeds of the random kernels and camera paths among the campaign''s blurs, over all of which the means are; null if it has none. job_result.kernel_seed has that of a job';

-- The numbers of a curve, and at budget 0 those of its restorations without an attack: of the jobs of its smallest budget.
CREATE VIEW curve_sum AS
SELECT campaign_id, campaign, crafted_on, judged_on, network_kind, objective, attack, attacks, target, norm, steps,
       specification, budget, measurements, with_sharp, with_target, unmoved, blurred_to_sharp_psnr, clean_to_sharp_psnr,
       attacked_to_sharp_psnr, eight_bit_to_sharp_psnr, clean_to_sharp_ssim, attacked_to_sharp_ssim, clean_to_target_ncc,
       attacked_to_target_ncc, attacked_to_clean_psnr, damage, lipschitz, gain_db
FROM series_sum
WHERE objective <> 'minimum-budget' AND specification ->> 'perturb' IS DISTINCT FROM 'kernel'
UNION ALL
SELECT campaign_id, campaign, crafted_on, judged_on, network_kind, objective, attack, attacks, target, norm, steps,
       specification, 0, measurements, with_sharp, with_target, 0, blurred_to_sharp_psnr, clean_to_sharp_psnr,
       clean_to_sharp_psnr, NULL, clean_to_sharp_ssim, clean_to_sharp_ssim, clean_to_target_ncc,
       clean_to_target_ncc, NULL, ARRAY[clean_to_sharp_psnr[1], 0, 0], NULL, gain_db
FROM (
    SELECT *,
           min(budget) OVER (PARTITION BY campaign_id, campaign, crafted_on, judged_on, objective, attack, attacks, target,
                                          norm, steps, specification) AS smallest
    FROM series_sum
    WHERE objective <> 'minimum-budget' AND specification ->> 'perturb' IS DISTINCT FROM 'kernel'
) AS started
WHERE budget = smallest;
COMMENT ON VIEW curve_sum IS 'What robustness_curve is made of';

SELECT create_means_view(
    'robustness_curve',
    'curve_sum',
    ARRAY['campaign_id', 'campaign', 'crafted_on', 'judged_on', 'network_kind', 'objective', 'attack', 'attacks', 'target',
          'norm', 'steps', 'budget'],
    ARRAY['blurred_to_sharp_psnr', 'clean_to_sharp_psnr', 'attacked_to_sharp_psnr', 'eight_bit_to_sharp_psnr',
          'clean_to_sharp_ssim', 'attacked_to_sharp_ssim', 'clean_to_target_ncc', 'attacked_to_target_ncc',
          'attacked_to_clean_psnr', 'damage', 'lipschitz', 'gain_db'],
    '');
COMMENT ON VIEW robustness_curve IS 'Metric against budget, of attacks that use all of it: means per campaign, network crafted on, network judged on, attack and budget over the jobs that succeeded. At budget 0 the restorations without an attack';
COMMENT ON COLUMN robustness_curve.budget IS 'epsilon in 255ths; 0 for the restorations without an attack, of the jobs of the smallest budget: attacked numbers are the clean ones, what an attack alone has is null';

SELECT create_means_view(
    'kernel_size_effect',
    'series_sum WHERE kernel_size > 0',
    ARRAY['campaign_id', 'campaign', 'crafted_on', 'judged_on', 'network_kind', 'objective', 'attack', 'attacks', 'target',
          'norm', 'budget', 'kernel_type', 'kernel_size'],
    ARRAY['blurred_to_sharp_psnr', 'clean_to_sharp_psnr', 'attacked_to_sharp_psnr', 'clean_to_target_ncc',
          'attacked_to_target_ncc', 'attacked_to_clean_psnr', 'damage', 'lipschitz', 'gain_db'],
    '');
COMMENT ON VIEW kernel_size_effect IS 'What the size of the kernel does (Figure 7 of the paper): means per campaign, networks, attack, budget and kernel over the jobs that succeeded';

SELECT create_means_view(
    'transfer_matrix',
    'series_sum',
    ARRAY['campaign_id', 'campaign', 'crafted_on', 'judged_on', 'objective', 'attack', 'attacks', 'target', 'norm', 'budget'],
    ARRAY['blurred_to_sharp_psnr', 'clean_to_sharp_psnr', 'attacked_to_sharp_psnr', 'clean_to_sharp_ssim',
          'attacked_to_sharp_ssim', 'attacked_to_clean_psnr', 'attacked_to_clean_ssim', 'clean_to_target_ncc',
          'attacked_to_target_ncc', 'damage', 'lipschitz', 'gain_db'],
    '');
COMMENT ON VIEW transfer_matrix IS 'What perturbations crafted on one network do to another: means per campaign, network crafted on, network judged on, attack and budget over the jobs that succeeded. judged_on = crafted_on is the attack itself';

DROP FUNCTION create_means_view(text, text, text[], text[], text);

CREATE FUNCTION bootstrap_interval(numbers double precision[]) RETURNS double precision[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
SELECT CASE
    WHEN n < 2 THEN NULL
    WHEN n <= 30 THEN (
        SELECT percentile_cont(ARRAY[0.025, 0.975]) WITHIN GROUP (ORDER BY mean)
        FROM (
            SELECT (SELECT avg(numbers[1 + (hashint8extended(1000 * draw + resample, 0) & 2147483647) % n])
                    FROM generate_series(1, n) AS draw) AS mean
            FROM generate_series(0, 999) AS resample
        ) AS resamples)
    ELSE (
        SELECT ARRAY[mean + error * (shift - half), mean + error * (shift + half)]
        FROM (
            SELECT mean, sqrt(avg((number - mean) ^ 2) / n) AS error,
                   coalesce(avg((number - mean) ^ 3) / nullif(avg((number - mean) ^ 2) ^ 1.5 * sqrt(n), 0), 0) AS skewness,
                   coalesce((avg((number - mean) ^ 4) / nullif(avg((number - mean) ^ 2) ^ 2, 0) - 3) / n, 0) AS kurtosis
            FROM unnest(numbers) AS number
            CROSS JOIN (SELECT avg(each) AS mean FROM unnest(numbers) AS each) AS centre
            GROUP BY mean
        ) AS moments
        CROSS JOIN (SELECT 1.959963984540054::double precision AS z) AS quantile
        CROSS JOIN LATERAL (SELECT skewness * (z ^ 2 - 1) / 6,
                                   z + kurtosis * (z ^ 3 - 3 * z) / 24 - skewness ^ 2 * (2 * z ^ 3 - 5 * z) / 36
        ) AS expansion (shift, half))
    END
FROM (SELECT cardinality(numbers)) AS size (n)
$$;
COMMENT ON FUNCTION bootstrap_interval IS 'Lower and upper end of the 95 % bootstrap percentile interval of the mean of finite numbers (Efron 1979). Up to 30 numbers: of 1,000 resamples with replacement, always the same ones. More numbers: of the distribution that resamples have, by its Cornish-Fisher expansion up to the fourth cumulant (Hall 1992). Null for fewer than two numbers';

CREATE FUNCTION mean_intervals(of_campaign text) RETURNS TABLE (
    data_set text, crafted_on text, judged_on text, first_judge boolean, objective text, attack text, attacks integer,
    target text, norm text, budget double precision, metric text, images bigint, mean double precision,
    lower double precision, upper double precision, seeds_deviation double precision)
-- Analysts may read what it reads only through the view.
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET work_mem = '32MB'
AS $$
WITH line AS MATERIALIZED (
    SELECT *,
           min(id) OVER (PARTITION BY crafted_on, judged_on, objective, attack, attacks, target, norm, budget, specification) AS whole,
           min(id) OVER (PARTITION BY crafted_on, judged_on, objective, attack, attacks, target, norm, budget, specification,
                                      data_set) AS of_set
    FROM series_sum
    WHERE campaign_id = of_campaign AND NOT companion
      AND (SELECT sum(t.measurements)
           FROM series s
           JOIN series_total t ON t.series_id = s.id
           WHERE s.campaign_id = of_campaign AND s.attacks IS NULL) <= 20000
), counted AS (
    SELECT line.whole, line.of_set, line.data_set, m.*
    FROM line
    JOIN measurement m ON m.series_id = line.id
    UNION ALL
    SELECT line.whole, line.of_set, line.data_set, m.*
    FROM worst_over_attacks(
        ARRAY(
            SELECT DISTINCT rival.point
            FROM line
            JOIN measurement rival ON rival.series_id = line.id
            WHERE rival.point IS NOT NULL AND EXISTS (SELECT 1 FROM line WHERE line.attacks IS NOT NULL)),
        '{}', '{}', '{}') AS worst
    JOIN line ON line.key = worst.key
    JOIN measurement m ON m.series_id = worst.series_id AND m.ordinal = worst.ordinal AND m.position = worst.position
), seeded AS (
    -- Measurements of one series and one point differ in their seed alone.
    SELECT counted.whole, counted.of_set, counted.data_set, cj.image, counted.point,
           avg(finite(clean_to_sharp_psnr)) AS clean_to_sharp_psnr,
           avg(finite(clean_to_sharp_ncc)) AS clean_to_sharp_ncc,
           avg(finite(clean_to_sharp_ssim)) AS clean_to_sharp_ssim,
           avg(finite(attacked_to_sharp_psnr)) AS attacked_to_sharp_psnr,
           avg(finite(attacked_to_sharp_ncc)) AS attacked_to_sharp_ncc,
           avg(finite(attacked_to_sharp_ssim)) AS attacked_to_sharp_ssim,
           avg(finite(clean_to_target_ncc)) AS clean_to_target_ncc,
           avg(finite(attacked_to_target_psnr)) AS attacked_to_target_psnr,
           avg(finite(attacked_to_target_ncc)) AS attacked_to_target_ncc,
           avg(finite(attacked_to_clean_psnr)) AS attacked_to_clean_psnr, avg(finite(lipschitz)) AS lipschitz,
           avg(finite(damage)) AS damage, stddev_samp(finite(clean_to_sharp_psnr)) AS clean_to_sharp_psnr_seeds,
           stddev_samp(finite(clean_to_sharp_ncc)) AS clean_to_sharp_ncc_seeds,
           stddev_samp(finite(clean_to_sharp_ssim)) AS clean_to_sharp_ssim_seeds,
           stddev_samp(finite(attacked_to_sharp_psnr)) AS attacked_to_sharp_psnr_seeds,
           stddev_samp(finite(attacked_to_sharp_ncc)) AS attacked_to_sharp_ncc_seeds,
           stddev_samp(finite(attacked_to_sharp_ssim)) AS attacked_to_sharp_ssim_seeds,
           stddev_samp(finite(clean_to_target_ncc)) AS clean_to_target_ncc_seeds,
           stddev_samp(finite(attacked_to_target_psnr)) AS attacked_to_target_psnr_seeds,
           stddev_samp(finite(attacked_to_target_ncc)) AS attacked_to_target_ncc_seeds,
           stddev_samp(finite(attacked_to_clean_psnr)) AS attacked_to_clean_psnr_seeds,
           stddev_samp(finite(lipschitz)) AS lipschitz_seeds, stddev_samp(finite(damage)) AS damage_seeds
    FROM counted
    JOIN campaign_job cj ON cj.campaign_id = of_campaign AND cj.ordinal = counted.ordinal
    GROUP BY counted.whole, counted.of_set, counted.data_set, cj.image, counted.point, counted.series_id
), imaged AS (
    SELECT whole, of_set, data_set,
           avg(clean_to_sharp_psnr) AS clean_to_sharp_psnr, avg(clean_to_sharp_ncc) AS clean_to_sharp_ncc,
           avg(clean_to_sharp_ssim) AS clean_to_sharp_ssim, avg(attacked_to_sharp_psnr) AS attacked_to_sharp_psnr,
           avg(attacked_to_sharp_ncc) AS attacked_to_sharp_ncc,
           avg(attacked_to_sharp_ssim) AS attacked_to_sharp_ssim, avg(clean_to_target_ncc) AS clean_to_target_ncc,
           avg(attacked_to_target_psnr) AS attacked_to_target_psnr,
           avg(attacked_to_target_ncc) AS attacked_to_target_ncc,
           avg(attacked_to_clean_psnr) AS attacked_to_clean_psnr, avg(lipschitz) AS lipschitz, avg(damage) AS damage,
           avg(clean_to_sharp_psnr_seeds) FILTER (WHERE point IS NOT NULL) AS clean_to_sharp_psnr_seeds,
           avg(clean_to_sharp_ncc_seeds) FILTER (WHERE point IS NOT NULL) AS clean_to_sharp_ncc_seeds,
           avg(clean_to_sharp_ssim_seeds) FILTER (WHERE point IS NOT NULL) AS clean_to_sharp_ssim_seeds,
           avg(attacked_to_sharp_psnr_seeds) FILTER (WHERE point IS NOT NULL) AS attacked_to_sharp_psnr_seeds,
           avg(attacked_to_sharp_ncc_seeds) FILTER (WHERE point IS NOT NULL) AS attacked_to_sharp_ncc_seeds,
           avg(attacked_to_sharp_ssim_seeds) FILTER (WHERE point IS NOT NULL) AS attacked_to_sharp_ssim_seeds,
           avg(clean_to_target_ncc_seeds) FILTER (WHERE point IS NOT NULL) AS clean_to_target_ncc_seeds,
           avg(attacked_to_target_psnr_seeds) FILTER (WHERE point IS NOT NULL) AS attacked_to_target_psnr_seeds,
           avg(attacked_to_target_ncc_seeds) FILTER (WHERE point IS NOT NULL) AS attacked_to_target_ncc_seeds,
           avg(attacked_to_clean_psnr_seeds) FILTER (WHERE point IS NOT NULL) AS attacked_to_clean_psnr_seeds,
           avg(lipschitz_seeds) FILTER (WHERE point IS NOT NULL) AS lipschitz_seeds,
           avg(damage_seeds) FILTER (WHERE point IS NOT NULL) AS damage_seeds
    FROM seeded
    GROUP BY whole, of_set, data_set, image
), grouped AS (
    SELECT member.line, member.set, number.metric, array_agg(number.value ORDER BY number.value) AS values,
           avg(number.deviation) AS deviation
    FROM imaged
    CROSS JOIN LATERAL (VALUES
        ('clean_to_sharp_psnr', clean_to_sharp_psnr, clean_to_sharp_psnr_seeds),
        ('clean_to_sharp_ncc', clean_to_sharp_ncc, clean_to_sharp_ncc_seeds),
        ('clean_to_sharp_ssim', clean_to_sharp_ssim, clean_to_sharp_ssim_seeds),
        ('attacked_to_sharp_psnr', attacked_to_sharp_psnr, attacked_to_sharp_psnr_seeds),
        ('attacked_to_sharp_ncc', attacked_to_sharp_ncc, attacked_to_sharp_ncc_seeds),
        ('attacked_to_sharp_ssim', attacked_to_sharp_ssim, attacked_to_sharp_ssim_seeds),
        ('clean_to_target_ncc', clean_to_target_ncc, clean_to_target_ncc_seeds),
        ('attacked_to_target_psnr', attacked_to_target_psnr, attacked_to_target_psnr_seeds),
        ('attacked_to_target_ncc', attacked_to_target_ncc, attacked_to_target_ncc_seeds),
        ('attacked_to_clean_psnr', attacked_to_clean_psnr, attacked_to_clean_psnr_seeds),
        ('lipschitz', lipschitz, lipschitz_seeds), ('damage', damage, damage_seeds)
    ) AS number (metric, value, deviation)
    CROSS JOIN LATERAL (
        SELECT whole, NULL
        UNION ALL
        SELECT of_set, data_set
        WHERE data_set IS NOT NULL
    ) AS member (line, set)
    WHERE number.value IS NOT NULL
    GROUP BY member.line, member.set, number.metric
)
SELECT grouped.set, line.crafted_on, line.judged_on, line.first_judge, line.objective, line.attack, line.attacks,
       line.target, line.norm, line.budget, grouped.metric, cardinality(grouped.values),
       (SELECT avg(value) FROM unnest(grouped.values) AS value), ends.ends[1], ends.ends[2], grouped.deviation
FROM grouped
JOIN line ON line.id = grouped.line
-- Apart, so that it is not computed once for each of its ends.
CROSS JOIN LATERAL (SELECT bootstrap_interval(grouped.values) OFFSET 0) AS ends (ends)
$$;
COMMENT ON FUNCTION mean_intervals IS 'What mean_interval is made of, for one campaign of at most 20,000 measurements';

CREATE VIEW mean_interval AS
SELECT c.id AS campaign_id, c.name AS campaign, i.*
FROM campaign c
CROSS JOIN LATERAL mean_intervals(c.id) AS i;
COMMENT ON VIEW mean_interval IS 'How sure means are: for each network crafted on, network judged on, attack, budget and number the mean over images with its 95 % bootstrap interval, and the deviation over seeds. Campaigns of more than 20,000 measurements have no rows';
COMMENT ON COLUMN mean_interval.campaign_id IS 'The campaign';
COMMENT ON COLUMN mean_interval.campaign IS 'What people call it; not unique';
COMMENT ON COLUMN mean_interval.data_set IS 'The data set that the campaign says the images are of; null for all images';
COMMENT ON COLUMN mean_interval.crafted_on IS 'Network under attack';
COMMENT ON COLUMN mean_interval.judged_on IS 'Network whose outputs are measured';
COMMENT ON COLUMN mean_interval.first_judge IS 'Whether that is the first judge';
COMMENT ON COLUMN mean_interval.objective IS 'untargeted, targeted, localised, ground-truth or minimum-budget; untargeted for the worst over untargeted and ground-truth attacks together';
COMMENT ON COLUMN mean_interval.attack IS 'Name of the attack in the campaign, or worst over attacks';
COMMENT ON COLUMN mean_interval.attacks IS 'For the worst over attacks: over how many; null for an attack of the campaign';
COMMENT ON COLUMN mean_interval.target IS 'Name of the target image, or of the edit, in the campaign; null if there is none';
COMMENT ON COLUMN mean_interval.norm IS 'linf: max |delta| is at most epsilon; l2: the root mean square of delta is at most epsilon';
COMMENT ON COLUMN mean_interval.budget IS 'epsilon in 255ths; 0 where the kernel alone is perturbed';
COMMENT ON COLUMN mean_interval.metric IS 'The number, called as the column of judged_result';
COMMENT ON COLUMN mean_interval.images IS 'How many images have a finite value';
COMMENT ON COLUMN mean_interval.mean IS 'Mean over the images of an image''s value, which is the mean over its blurs of the mean over the seeds';
COMMENT ON COLUMN mean_interval.lower IS 'Lower end of the 95 % bootstrap percentile interval of that mean, over images; null for one image';
COMMENT ON COLUMN mean_interval.upper IS 'Upper end';
COMMENT ON COLUMN mean_interval.seeds_deviation IS 'Standard deviation over the seeds of a job, mean over the images; null for one seed';

CREATE VIEW success_curve AS
SELECT campaign_id, campaign, network, network_kind, attack, loss, epsilon, budget,
       (sum(sum(jobs)) OVER whole)::bigint AS jobs,
       (sum(sum(reached)) OVER (whole ORDER BY budget))::bigint AS reached,
       sum(sum(reached)) OVER (whole ORDER BY budget)::double precision / nullif(sum(sum(jobs)) OVER whole, 0) AS success
FROM (
    SELECT s.campaign_id, c.name AS campaign, s.crafted_on AS network, n.kind AS network_kind, s.attack,
           (s.specification #>> '{objective,loss}')::double precision AS loss, s.budget AS epsilon, point.*
    FROM series s
    JOIN measurement m ON m.series_id = s.id
    JOIN campaign_job cj ON cj.campaign_id = s.campaign_id AND cj.ordinal = m.ordinal
    JOIN evaluation e ON e.job_id = cj.job_id AND e.position = m.position
    LEFT JOIN campaign c ON c.id = s.campaign_id
    LEFT JOIN network n ON n.sha256 = s.judge_sha256
    CROSS JOIN LATERAL (SELECT minimum_budget(s.specification, e)) AS found (smallest)
    CROSS JOIN LATERAL (VALUES
        (0.0::double precision, 0, 0),
        (coalesce(smallest, s.budget), 1, CASE WHEN smallest IS NULL THEN 0 ELSE 1 END),
        (s.budget, 0, 0)
    ) AS point (budget, jobs, reached)
    WHERE s.objective = 'minimum-budget' AND s.first_judge
) AS step
GROUP BY campaign_id, campaign, network, network_kind, attack, loss, epsilon, budget
WINDOW whole AS (PARTITION BY campaign_id, campaign, network, network_kind, attack, loss, epsilon);
COMMENT ON VIEW success_curve IS 'Success against budget: for each network and minimum-budget attack of a campaign, a row for every budget at which the share of jobs changes whose loss is reached, and for 0 and the largest budget';
COMMENT ON COLUMN success_curve.network IS 'Network under attack';
COMMENT ON COLUMN success_curve.epsilon IS 'The largest budget that was tried, in 255ths';
COMMENT ON COLUMN success_curve.budget IS 'In 255ths';
COMMENT ON COLUMN success_curve.jobs IS 'How many jobs succeeded, whether or not they reached the loss';
COMMENT ON COLUMN success_curve.reached IS 'How many of them reached the loss within this budget';
COMMENT ON COLUMN success_curve.success IS 'The same as a share, 0 to 1';

CREATE VIEW step_curve AS
SELECT s.campaign_id, c.name AS campaign, s.crafted_on, s.judged_on, n.kind AS network_kind, s.objective, s.attack,
       nullif(s.target, '') AS target, s.norm, s.budget, e.step, count(*) AS jobs,
       avg(finite(e.blurred_to_sharp_psnr)) AS blurred_to_sharp_psnr,
       avg(finite(e.clean_to_sharp_psnr)) AS clean_to_sharp_psnr,
       avg(finite(e.attacked_to_sharp_psnr)) AS attacked_to_sharp_psnr,
       stddev_samp(finite(e.attacked_to_sharp_psnr)) AS attacked_to_sharp_psnr_deviation,
       avg(finite(e.clean_to_sharp_ssim)) AS clean_to_sharp_ssim,
       avg(finite(e.attacked_to_sharp_ssim)) AS attacked_to_sharp_ssim,
       avg(finite(e.clean_to_target_ncc)) AS clean_to_target_ncc,
       avg(finite(e.attacked_to_target_ncc)) AS attacked_to_target_ncc,
       avg(finite(e.attacked_to_clean_psnr)) AS attacked_to_clean_psnr,
       avg(finite(e.lipschitz)) AS lipschitz,
       avg(finite(e.clean_to_sharp_psnr - e.blurred_to_sharp_psnr)) AS gain_db
FROM series s
JOIN measurement m ON m.series_id = s.id
JOIN campaign_job cj ON cj.campaign_id = s.campaign_id AND cj.ordinal = m.ordinal
JOIN evaluation e ON e.job_id = cj.job_id AND e.judge_sha256 = s.judge_sha256 AND e.step IS NOT NULL
LEFT JOIN campaign c ON c.id = s.campaign_id
LEFT JOIN network n ON n.sha256 = s.judge_sha256
WHERE s.attacks IS NULL AND s.specification -> 'evaluateAt' IS NOT NULL
GROUP BY s.campaign_id, c.name, s.crafted_on, s.judged_on, n.kind, s.objective, s.attack, s.target, s.norm, s.budget, e.step;
COMMENT ON VIEW step_curve IS 'Metric against steps, of attacks with evaluateAt: means per campaign, network crafted on, network judged on, attack, budget and step over the jobs that succeeded. Infinite and undefined values are left out';
COMMENT ON COLUMN step_curve.step IS 'After how many updates; the numbers are those of an attack with so many steps';
COMMENT ON COLUMN step_curve.jobs IS 'How many jobs';
COMMENT ON COLUMN step_curve.attacked_to_sharp_psnr_deviation IS 'Standard deviation over the jobs; null for fewer than two';

CREATE VIEW further_metric AS
SELECT s.campaign_id, c.name AS campaign, s.crafted_on, s.judged_on, s.objective, s.attack, nullif(s.target, '') AS target,
       s.norm, s.budget, f.metric, f.reference, count(*) FILTER (WHERE f.image = 'attacked') AS jobs,
       avg(finite(f.value)) FILTER (WHERE f.image = 'blurred') AS blurred,
       avg(finite(f.value)) FILTER (WHERE f.image = 'clean') AS clean,
       avg(finite(f.value)) FILTER (WHERE f.image = 'attacked') AS attacked,
       stddev_samp(finite(f.value)) FILTER (WHERE f.image = 'attacked') AS attacked_deviation
FROM campaign c
JOIN series s ON s.campaign_id = c.id AND s.attacks IS NULL
JOIN measurement m ON m.series_id = s.id
JOIN campaign_job cj ON cj.campaign_id = s.campaign_id AND cj.ordinal = m.ordinal
JOIN evaluation e ON e.job_id = cj.job_id AND e.judge_sha256 = s.judge_sha256 AND e.step IS NULL AND e.image IS NULL
CROSS JOIN LATERAL jsonb_to_recordset(e.further_metrics) AS f (metric text, image text, reference text, value double precision)
WHERE c.document #> '{campaign,furtherMetrics}' IS NOT NULL
GROUP BY s.campaign_id, c.name, s.crafted_on, s.judged_on, s.objective, s.attack, s.target, s.norm, s.budget, f.metric, f.reference;
COMMENT ON VIEW further_metric IS 'Metrics of campaigns with furtherMetrics: means per network crafted on, network judged on, attack and budget over the jobs that succeeded. Infinite and undefined values are left out';
COMMENT ON COLUMN further_metric.metric IS 'psnr-y or ssim-y: of luma, BT.601 in [16,235]. jpeg-Q-psnr, jpeg-Q-ssim or jpeg-Q-ncc: of outputs for inputs that were saved as JPEG of quality Q';
COMMENT ON COLUMN further_metric.reference IS 'What images are held against: sharp, target, or clean, which is the clean output';
COMMENT ON COLUMN further_metric.jobs IS 'How many jobs';
COMMENT ON COLUMN further_metric.blurred IS 'Mean of the blurred image against the reference; null where it is not measured';
COMMENT ON COLUMN further_metric.clean IS 'Mean of the clean output against the reference; for JPEG of the output for the blurred image as it was saved';
COMMENT ON COLUMN further_metric.attacked IS 'Mean of the attacked output against the reference; for JPEG of the output for the perturbed image as it was saved';
COMMENT ON COLUMN further_metric.attacked_deviation IS 'Standard deviation of the latter over the jobs; null for fewer than two';

CREATE VIEW campaign_warning AS
SELECT counted.campaign_id,
       c.name AS campaign,
       counted.network,
       counted.code,
       counted.jobs,
       counted.ordinal,
       cj.job_id,
       r.warning_messages[array_position(r.warnings, counted.code)] AS message
FROM (
    SELECT s.campaign_id, s.crafted_on AS network, w.code, sum(w.measurements)::bigint AS jobs, min(w.first_ordinal) AS ordinal
    FROM series s
    JOIN series_warning w ON w.series_id = s.id
    WHERE s.first_judge
    GROUP BY s.campaign_id, s.crafted_on, w.code
) AS counted
JOIN campaign_job cj ON cj.campaign_id = counted.campaign_id AND cj.ordinal = counted.ordinal
JOIN result r ON r.job_id = cj.job_id
LEFT JOIN campaign c ON c.id = counted.campaign_id;
COMMENT ON VIEW campaign_warning IS 'Warnings of the jobs that succeeded: how many jobs of a campaign have each, by network';
COMMENT ON COLUMN campaign_warning.network IS 'Network under attack';
COMMENT ON COLUMN campaign_warning.code IS 'The warning: does-not-restore, kernel-flipped, misaligned, output-range, no-movement or gradient-disagrees';
COMMENT ON COLUMN campaign_warning.jobs IS 'How many jobs have it';
COMMENT ON COLUMN campaign_warning.ordinal IS 'The first job that has it, by its place in the campaign''s expansion, from 0';
COMMENT ON COLUMN campaign_warning.job_id IS 'That job';
COMMENT ON COLUMN campaign_warning.message IS 'The warning of that job in words';

CREATE VIEW campaign_network AS
SELECT DISTINCT c.id AS campaign_id,
       c.name AS campaign,
       file.ref ->> 'id' AS network,
       file.ref ->> 'sha256' AS network_sha256,
       n.kind,
       n.licence,
       n.parameters
FROM campaign c
CROSS JOIN LATERAL (
    SELECT jsonb_array_elements(c.document -> 'networks') AS ref
    UNION
    SELECT jsonb_array_elements(judges) FROM jsonb_array_elements(c.document -> 'judges') AS judges
) AS file
LEFT JOIN network n ON n.sha256 = file.ref ->> 'sha256';
COMMENT ON VIEW campaign_network IS 'Network files of a campaign, attacked or judging, with what their cards say; null where no worker has announced the file';
COMMENT ON COLUMN campaign_network.network IS 'What people call it: name or name@variant';
COMMENT ON COLUMN campaign_network.network_sha256 IS 'SHA-256 of the file';

CREATE VIEW campaign_failure AS
SELECT campaign_id,
       campaign,
       network,
       failure_code AS code,
       count(*) AS jobs,
       min(ordinal) AS ordinal,
       (array_agg(job_id ORDER BY ordinal))[1] AS job_id,
       (array_agg(failure_message ORDER BY ordinal))[1] AS message
FROM job_result
WHERE state = 'FAILED'
GROUP BY campaign_id, campaign, network, failure_code;
COMMENT ON VIEW campaign_failure IS 'Jobs that failed and are not being retried: how many of a campaign have each code, by network';
COMMENT ON COLUMN campaign_failure.network IS 'Network under attack';
COMMENT ON COLUMN campaign_failure.code IS 'The reason, for programs';
COMMENT ON COLUMN campaign_failure.jobs IS 'How many jobs failed for it';
COMMENT ON COLUMN campaign_failure.ordinal IS 'The first of them, by its place in the campaign''s expansion, from 0';
COMMENT ON COLUMN campaign_failure.job_id IS 'That job';
COMMENT ON COLUMN campaign_failure.message IS 'The reason of that job, in words';

CREATE VIEW worst_cases AS
SELECT ranked.campaign_id,
       c.name AS campaign,
       ranked.crafted_on,
       ranked.judged_on,
       ranked.objective,
       ranked.attack,
       ranked.norm,
       ranked.budget,
       ranked.rank,
       ranked.ordinal,
       cj.job_id,
       nullif(ranked.data_set, '') AS data_set,
       cj.image,
       cj.target,
       nullif(ranked.kernel_type, '') AS kernel_type,
       nullif(ranked.kernel_size, 0) AS kernel_size,
       coalesce(ranked.warnings, '{}') AS warnings,
       ranked.damage,
       ranked.blurred_to_sharp_psnr,
       ranked.clean_to_sharp_psnr,
       ranked.attacked_to_sharp_psnr,
       ranked.attacked_to_target_ncc,
       ranked.attacked_to_clean_psnr,
       ranked.lipschitz
FROM (
    SELECT s.*,
           worst.*,
           row_number() OVER (
               PARTITION BY s.campaign_id, s.crafted_on, s.judged_on, s.objective, s.attack, s.norm, s.budget
               ORDER BY worst.damage DESC NULLS LAST, worst.ordinal DESC) AS rank
    FROM series s
    CROSS JOIN LATERAL (
        SELECT m.ordinal, m.warnings, m.damage, m.blurred_to_sharp_psnr, m.clean_to_sharp_psnr, m.attacked_to_sharp_psnr,
               m.attacked_to_target_ncc, m.attacked_to_clean_psnr, m.lipschitz
        FROM measurement m
        WHERE m.series_id = s.id
        ORDER BY m.damage DESC NULLS LAST, m.ordinal DESC
        LIMIT 10) AS worst
    WHERE NOT s.companion
) AS ranked
JOIN campaign_job cj ON cj.campaign_id = ranked.campaign_id AND cj.ordinal = ranked.ordinal
LEFT JOIN campaign c ON c.id = ranked.campaign_id
WHERE ranked.rank <= 10;
COMMENT ON VIEW worst_cases IS 'The ten jobs that each attack damaged most, for each campaign, networks, attack, norm and budget';
COMMENT ON COLUMN worst_cases.rank IS '1 for the most damage; jobs without a sharp image come last';
COMMENT ON COLUMN worst_cases.job_id IS 'The job';
COMMENT ON COLUMN worst_cases.data_set IS 'The data set that the campaign says the image is of';
COMMENT ON COLUMN worst_cases.image IS 'Name of the image in the campaign';

-- What verdicts are made of: of every series and judge the first 50 jobs, so that a view costs no more for a million jobs.
-- Each is looked up by its indexes, however small the tables were when this was planned: that is what OFFSET 0 is for.
CREATE VIEW examined_job AS
SELECT s.campaign_id, c.name AS campaign, s.crafted_on, s.crafted_sha256, s.judge_sha256, s.first_judge, s.objective,
       s.attack, nullif(s.target, '') AS target, s.norm, s.budget,
       s.specification ->> 'start' AS start,
       s.specification - '{start,update,steps,stepSize,iterate,restarts,plateau,traceEvery,evaluateAt}'::text[] AS problem,
       (s.specification ->> 'steps')::bigint * (s.specification ->> 'restarts')::bigint AS passes,
       (s.specification ->> 'stepSize')::double precision AS step_size,
       s.specification ->> 'update' = 'square' AS black_box,
       md5(ROW(cj.image, j.blur)::text) AS subject,
       m.warnings,
       CASE
           WHEN s.budget < 255 OR s.specification #> '{distance,mask}' <> 'null' THEN NULL
           WHEN s.objective IN ('untargeted', 'ground-truth') THEN m.attacked_to_sharp_psnr
           WHEN s.objective = 'targeted' THEN nullif(m.attacked_to_target_ncc, 'NaN')
       END AS unbounded,
       finite(m.clean_to_sharp_psnr - m.blurred_to_sharp_psnr) AS gain_db,
       (objectives[points] - objectives[before]) / nullif(objectives[points] - objectives[1], 0)
           * 0.1 * at[points] / nullif(at[points] - at[before], 0) AS late,
       e.initial_objective,
       -- The start has a root mean square of epsilon / sqrt(3) in the box, of epsilon in the ball; Gaussian of 0.48 epsilon.
       e.initial_objective * (
           e.perturbation_l2_norm / (s.budget / 255 * sqrt(3.0 * j.image_width * j.image_height)
               * CASE
                   WHEN s.specification ->> 'start' = 'gaussian' THEN 0.48
                   WHEN s.norm = 'l2' THEN 1
                   ELSE sqrt(1.0 / 3)
               END)
       ) ^ CASE s.specification #>> '{distance,measure}' WHEN 'mse' THEN 2 ELSE 1 END AS noise,
       CASE WHEN ascends THEN e.final_objective ELSE -e.final_objective END AS harm,
       CASE
           WHEN ascends THEN e.final_objective - e.initial_objective
           ELSE e.initial_objective - e.final_objective
       END AS brought
FROM series s
LEFT JOIN campaign c ON c.id = s.campaign_id
CROSS JOIN LATERAL (SELECT s.objective IN ('untargeted', 'ground-truth')) AS aim (ascends)
CROSS JOIN LATERAL (SELECT * FROM measurement WHERE series_id = s.id ORDER BY ordinal, position LIMIT 50) AS m
CROSS JOIN LATERAL (SELECT * FROM campaign_job WHERE campaign_id = s.campaign_id AND ordinal = m.ordinal OFFSET 0) AS cj
CROSS JOIN LATERAL (SELECT * FROM job WHERE id = cj.job_id OFFSET 0) AS j
CROSS JOIN LATERAL (SELECT * FROM evaluation WHERE job_id = cj.job_id AND position = m.position OFFSET 0) AS e
CROSS JOIN LATERAL (
    SELECT trace_steps, trace_objectives, cardinality(trace_steps)
    FROM result
    WHERE job_id = cj.job_id
    OFFSET 0) AS trace (at, objectives, points)
CROSS JOIN LATERAL (SELECT width_bucket(at[points] * 9 / 10, at)) AS last_tenth (before)
WHERE s.attacks IS NULL AND NOT s.companion AND s.objective <> 'minimum-budget' AND s.specification ->> 'perturb' IS NULL;
COMMENT ON VIEW examined_job IS 'What trust is made of: the first 50 jobs of each series';
COMMENT ON COLUMN examined_job.start IS 'Where the search began: uniform, gaussian or zero';
COMMENT ON COLUMN examined_job.problem IS 'What the attack solves: its specification without how it searches. Perturbations of attacks on one problem are comparable, and each is allowed to the others';
COMMENT ON COLUMN examined_job.passes IS 'Steps times restarts';
COMMENT ON COLUMN examined_job.step_size IS 'On the scale of [0,1]';
COMMENT ON COLUMN examined_job.black_box IS 'Whether the attack uses no gradient';
COMMENT ON COLUMN examined_job.subject IS 'Hash of image and blur';
COMMENT ON COLUMN examined_job.unbounded IS 'Where the budget allows every image: the PSNR of the attacked output against the sharp image; of targeted attacks its NCC to the target. Null elsewhere';
COMMENT ON COLUMN examined_job.noise IS 'The objective that noise of the perturbation''s L2 norm would reach where the network is nearly linear: that of the start, scaled; of untargeted attacks, whose objective is 0 without a perturbation';
COMMENT ON COLUMN examined_job.late IS 'Which share of all that the search brought its last tenth of steps brought, between the points of the trace; 0.1 if it progressed evenly';
COMMENT ON COLUMN examined_job.harm IS 'The objective at the perturbation that counts, negative where the attack minimises it: more is worse for the network';
COMMENT ON COLUMN examined_job.brought IS 'How much more harm than the start does that perturbation do';

CREATE VIEW trust AS
SELECT campaign_id, campaign, network, objective,
       CASE WHEN worst THEN 'worst over attacks' ELSE attack END AS attack,
       CASE WHEN worst THEN rivals END AS attacks,
       target, norm, budget, jobs, verdict, codes, reasons, measured
FROM (
    SELECT verdict.*,
           count(*) OVER of_network AS rivals,
           -- In the order of the alphabet, the better verdict is the later one. Without gradients an attack is too weak
           -- to speak for others.
           row_number() OVER (of_network ORDER BY black_box, verdict DESC, cardinality(codes), attack) AS place
    FROM (
        SELECT campaign_id, campaign, network, objective, attack, target, norm, budget, jobs, black_box,
               CASE
                   WHEN bool_or(fails AND found > 0.5 * compared) THEN 'attack failed'
                   WHEN bool_or(raised) THEN 'doubtful'
                   ELSE 'no objection'
               END AS verdict,
               coalesce(array_agg(code ORDER BY number) FILTER (WHERE raised), '{}') AS codes,
               coalesce(array_agg(format(words, found, compared, round(figure::numeric, 1)) ORDER BY number)
                            FILTER (WHERE raised), '{}') AS reasons,
               jsonb_object_agg(code, jsonb_build_object('found', found, 'of', compared, 'figure', figure))
                   FILTER (WHERE compared > 0) AS measured
        FROM (
            SELECT campaign_id, campaign, crafted_on AS network, objective, attack, target, norm, budget,
                   count(*) AS jobs,
                   bool_and(black_box) AS black_box,
                   count(*) FILTER (WHERE 'no-movement' = ANY (warnings)) AS unmoved,
                   count(*) FILTER (WHERE NOT black_box) AS with_gradient,
                   count(*) FILTER (WHERE 'gradient-disagrees' = ANY (warnings)) AS misled,
                   count(*) FILTER (WHERE start <> 'zero') AS from_noise,
                   count(*) FILTER (WHERE start <> 'zero' AND added <= least_added) AS noisy,
                   100 * avg(added) FILTER (WHERE start <> 'zero') AS added,
                   count(smaller) AS with_smaller,
                   count(*) FILTER (WHERE smaller - best > margin) AS falling,
                   100 * max((smaller - best) / nullif(abs(best), 0)) AS fall,
                   count(*) FILTER (WHERE elsewhere) AS with_other,
                   count(*) FILTER (WHERE elsewhere AND other - best > margin) AS transferred,
                   100 * max((other - best) / nullif(abs(best), 0)) AS transfer,
                   count(*) FILTER (WHERE NOT black_box AND squares IS NOT NULL) AS with_squares,
                   count(*) FILTER (WHERE NOT black_box AND squares - best > margin) AS outguessed,
                   100 * max((squares - best) / nullif(abs(best), 0)) FILTER (WHERE NOT black_box) AS outguess,
                   count(larger) AS with_larger,
                   count(*) FILTER (WHERE larger - best > margin) AS outstepped,
                   100 * max((larger - best) / nullif(abs(best), 0)) AS outstep,
                   count(reached) AS with_unbounded,
                   -- A black or a white picture leaves at most 10 log10(4) = 6.02 dB to any image; docs/verdicts.md has the limits.
                   count(*) FILTER (
                       WHERE CASE objective WHEN 'targeted' THEN reached < 0.8 ELSE reached > 10 END) AS unspoiled,
                   avg(CASE objective WHEN 'targeted' THEN 100 * reached ELSE finite(reached) END) AS reach,
                   count(*) FILTER (WHERE seeds > 1) AS with_seeds,
                   count(*) FILTER (WHERE seeds > 1 AND best - least > greatest(0.25 * furthest, margin)) AS disagreeing,
                   100 * max((best - least) / nullif(abs(best), 0)) FILTER (WHERE seeds > 1) AS disagreement,
                   count(late) FILTER (WHERE brought > 0) AS with_trace,
                   count(*) FILTER (WHERE brought > 0 AND late > 0.05) AS rising,
                   100 * avg(late) FILTER (WHERE brought > 0) AS rise,
                   count(gain_db) AS with_sharp,
                   count(*) FILTER (WHERE gain_db <= 0) AS unrestored,
                   avg(gain_db) AS gain,
                   count(*) FILTER (WHERE 'output-range' = ANY (warnings)) AS out_of_range
            FROM (
                SELECT rival.*,
                       greatest(0.1 * furthest, 0.001 * abs(best)) AS margin,
                       CASE objective
                           WHEN 'untargeted' THEN coalesce(harm / nullif(noise, 0) - 1, 0)
                           ELSE coalesce(brought / nullif(initial_objective, 0), 0)
                       END AS added,
                       CASE objective WHEN 'untargeted' THEN 0 ELSE 0.001 END AS least_added,
                       CASE objective WHEN 'targeted' THEN most_unbounded ELSE least_unbounded END AS reached,
                       (SELECT max(l.harm)
                        FROM unnest(larger_passes, larger_harm) AS l (passes, harm)
                        WHERE l.passes <= rival.passes) AS larger
                FROM (
                    SELECT e.*,
                           -- The same job with other seeds: what another attack is compared with is the best of them.
                           max(harm) OVER of_seeds AS best,
                           min(harm) OVER of_seeds AS least,
                           max(brought) OVER of_seeds AS furthest,
                           count(*) OVER of_seeds AS seeds,
                           min(unbounded) OVER of_attack AS least_unbounded,
                           max(unbounded) OVER of_attack AS most_unbounded,
                           max(harm) OVER (
                               PARTITION BY campaign_id, crafted_sha256, judge_sha256, attack, subject
                               ORDER BY budget RANGE UNBOUNDED PRECEDING EXCLUDE GROUP) AS smaller,
                           max(harm) OVER of_judge AS other,
                           min(crafted_sha256) OVER of_judge <> max(crafted_sha256) OVER of_judge AS elsewhere,
                           max(harm) FILTER (WHERE black_box) OVER of_problem AS squares,
                           array_agg(passes) OVER of_larger_steps AS larger_passes,
                           array_agg(harm) OVER of_larger_steps AS larger_harm
                    FROM examined_job e
                    WINDOW of_attack AS (PARTITION BY campaign_id, crafted_sha256, judge_sha256, attack, subject),
                           of_seeds AS (PARTITION BY campaign_id, crafted_sha256, judge_sha256, attack, subject, budget),
                           of_judge AS (PARTITION BY campaign_id, judge_sha256, attack, budget, subject),
                           of_problem AS (
                               PARTITION BY campaign_id, crafted_sha256, judge_sha256, problem, budget, subject),
                           of_larger_steps AS (
                               PARTITION BY campaign_id, crafted_sha256, judge_sha256, problem, budget, subject,
                                            black_box
                               ORDER BY step_size DESC RANGE UNBOUNDED PRECEDING EXCLUDE GROUP)
                ) AS rival
            ) AS compared
            WHERE first_judge
            GROUP BY campaign_id, campaign, crafted_on, objective, attack, target, norm, budget
        ) AS counted
        CROSS JOIN LATERAL (VALUES
            (1, 'no-movement', true, 0.1, unmoved, jobs, NULL,
             '%1$s of %2$s jobs could not change their objective (warning no-movement)'),
            (2, 'gradient-disagrees', true, 0.1, misled, with_gradient, NULL,
             'In %1$s of %2$s jobs the network''s gradient is not that of its output (warning gradient-disagrees)'),
            (3, 'noise-as-harmful', true, 0.1, noisy, from_noise, added,
             'In %1$s of %2$s jobs noise of the same size does as much harm; on average the search added %3$s %% to it'),
            (4, 'transfer-beats-white-box', true, 0.1, transferred, with_other, transfer,
             'In %1$s of %2$s jobs the same attack on another network found a perturbation that does more harm to this one, '
             'by up to %3$s %% of the objective'),
            (5, 'black-box-beats', true, 0.1, outguessed, with_squares, outguess,
             'In %1$s of %2$s jobs an attack without gradients (square) did more harm, by up to %3$s %% of the objective'),
            (6, 'not-monotone', false, 0.1, falling, with_smaller, fall,
             'In %1$s of %2$s jobs a smaller budget did more harm, by up to %3$s %% of the objective, though its '
             'perturbation is allowed here too'),
            (7, 'larger-steps-beat', false, 0.5, outstepped, with_larger, outstep,
             'In %1$s of %2$s jobs another attack with larger steps, and no more of them, did more harm, by up to %3$s %% of '
             'the objective'),
            (8, 'unbounded-attack-fails', false, 0.5, unspoiled, with_unbounded, reach,
             CASE objective
                 WHEN 'targeted' THEN
                     'In %1$s of %2$s jobs this attack does not reach its target even if every image is allowed; its mean '
                     'NCC to the target is %3$s %%'
                 ELSE
                     'In %1$s of %2$s jobs this attack leaves over 10 dB of PSNR even if every image is allowed, where a black '
                     'or a white one leaves 6; the mean is %3$s dB'
             END),
            (9, 'restarts-disagree', false, 0.5, disagreeing, with_seeds, disagreement,
             'In %1$s of %2$s jobs the seeds disagree, by up to %3$s %% of the objective'),
            (10, 'not-converged', false, 0.5, rising, with_trace, rise,
             'In %1$s of %2$s jobs the last tenth of the steps brought over 5 %% of the search''s progress, on average %3$s %%'),
            (11, 'does-not-restore', false, 0.5, unrestored, with_sharp, gain,
             'In %1$s of %2$s jobs the clean output is no nearer to the sharp image than the blurred one; the mean gain is '
             '%3$s dB'),
            (12, 'output-range', false, 0.5, out_of_range, jobs, NULL,
             '%1$s of %2$s jobs have outputs far out of [0,1], which PSNR clamps (warning output-range)')
        ) AS indicator (number, code, fails, least, found, compared, figure, words)
        CROSS JOIN LATERAL (SELECT compared > 0 AND found >= least * compared) AS rule (raised)
        GROUP BY campaign_id, campaign, network, objective, attack, target, norm, budget, jobs, black_box
    ) AS verdict
    WINDOW of_network AS (
        PARTITION BY campaign_id, network,
                     CASE objective WHEN 'ground-truth' THEN 'untargeted' ELSE objective END, target, norm, budget)
) AS ranked
CROSS JOIN (VALUES (false), (true)) AS line (worst)
WHERE NOT worst OR place = 1 AND rivals > 1;
COMMENT ON VIEW trust IS 'Whether measured figures may be called robustness: a verdict with reasons for each network of a campaign, attack and budget, from the first 50 jobs of each kernel size, data set and target';
COMMENT ON COLUMN trust.objective IS 'untargeted, targeted, localised, ground-truth or minimum-budget';
COMMENT ON COLUMN trust.attack IS 'Name of the attack in the campaign; worst over attacks has the verdict of the attack with the fewest objections, of one with gradients if there is one';
COMMENT ON COLUMN trust.attacks IS 'For the worst over attacks: over how many; null for an attack of the campaign';
COMMENT ON COLUMN trust.jobs IS 'How many jobs were looked at';
COMMENT ON COLUMN trust.verdict IS 'attack failed: the figures are no robustness; doubtful: they may understate the harm, or say little; no objection: no indicator was found';
COMMENT ON COLUMN trust.codes IS 'The indicators that were found, such as no-movement or noise-as-harmful';
COMMENT ON COLUMN trust.reasons IS 'The same as sentences with figures, in the same order';
COMMENT ON COLUMN trust.measured IS 'JSON: for each indicator that could be looked for, in how many jobs it was found, of how many, and its figure';

CREATE VIEW imported_paper_table AS
SELECT line.*
FROM imported_bundle i
CROSS JOIN LATERAL json_populate_recordset(NULL::paper_table, i.views -> 'paper-table') AS line;
COMMENT ON VIEW imported_paper_table IS 'paper_table of imported bundles, with its columns, computed from their numbers when they were imported';
COMMENT ON COLUMN imported_paper_table.campaign_id IS 'SHA-256 of the bundle';

CREATE VIEW imported_trust AS
SELECT line.*
FROM imported_bundle i
CROSS JOIN LATERAL json_populate_recordset(NULL::trust, i.views -> 'trust') AS line;
COMMENT ON VIEW imported_trust IS 'trust of imported bundles, likewise';
COMMENT ON COLUMN imported_trust.campaign_id IS 'SHA-256 of the bundle';

CREATE VIEW known_network AS
SELECT sha256, id, kind, title, precision, parameters, licence, card
FROM network;
COMMENT ON VIEW known_network IS 'Network files that workers have announced; columns as in the table network';
COMMENT ON COLUMN known_network.id IS 'What people call it: name or name@variant';

-- A column without a comment is explained by the column of the same name in the table or view that it is read from.
DO $$
DECLARE
    explained record;
BEGIN
    FOR explained IN
        SELECT target, source, meaning
        FROM (VALUES
            (1, 'measurement', 'evaluation', ''),
            (2, 'series_total', 'measurement', 'Total over the measurements. '),
            (2, 'series_sum', 'series', ''),
            (3, 'series_sum', 'series_total', ''),
            (3, 'job_result', 'job', ''),
            (4, 'job_result', 'result', ''),
            (4, 'campaign_warning', 'job_result', ''),
            (4, 'campaign_failure', 'job_result', ''),
            (4, 'campaign_network', 'job_result', ''),
            (5, 'job_result', 'evaluation', ''),
            (5, 'campaign_network', 'network', ''),
            (6, 'judged_result', 'measurement', ''),
            (7, 'judged_result', 'series', ''),
            (8, 'judged_result', 'job_result', ''),
            (9, 'worst_cases', 'judged_result', ''),
            (10, 'worst_cases', 'job_result', ''),
            (11, 'campaign_table', 'judged_result', 'Mean over the jobs. '),
            (12, 'paper_table', 'judged_result', 'Mean over the jobs. '),
            (13, 'robustness_curve', 'judged_result', 'Mean over the jobs. '),
            (14, 'kernel_size_effect', 'judged_result', 'Mean over the jobs. '),
            (15, 'transfer_matrix', 'judged_result', 'Mean over the jobs. '),
            (16, 'curve_sum', 'series_sum', ''),
            (17, 'known_network', 'network', ''),
            (18, 'orphan_blob', 'blob', ''),
            (19, 'examined_job', 'series', ''),
            (20, 'examined_job', 'judged_result', ''),
            (21, 'examined_job', 'evaluation', ''),
            (22, 'trust', 'worst_cases', ''),
            (23, 'trust', 'campaign_warning', ''),
            (24, 'success_curve', 'job_result', ''),
            (25, 'step_curve', 'robustness_curve', ''),
            (26, 'further_metric', 'robustness_curve', ''),
            (27, 'imported_paper_table', 'paper_table', ''),
            (28, 'imported_trust', 'trust', '')
        ) AS copy (place, target, source, meaning)
        ORDER BY place
    LOOP
        EXECUTE coalesce((
            SELECT string_agg(format('COMMENT ON COLUMN %I.%I IS %L', explained.target, t.attname,
                                     explained.meaning || col_description(s.attrelid, s.attnum)), '; ')
            FROM pg_attribute t
            -- The paper calls the sharp image the source.
            JOIN pg_attribute s ON s.attname IN (t.attname, replace(t.attname, '_to_source_', '_to_sharp_'))
                                AND s.attrelid = explained.source::regclass
            WHERE t.attrelid = explained.target::regclass AND t.attnum > 0 AND NOT t.attisdropped
              AND col_description(t.attrelid, t.attnum) IS NULL), 'SELECT 1');
    END LOOP;
END
$$;

-- Analysts may read the views and make temporary tables, and nothing else. A role belongs to the whole database cluster, so it may exist already, and
-- the user that migrates may not be allowed to create it. Then an administrator creates it and calls the function.
CREATE FUNCTION allow_analyst() RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    name text;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO analyst', current_schema());
    FOREACH name IN ARRAY ARRAY['job_result', 'judged_result', 'job_trace', 'campaign_progress', 'campaign_table',
                                'paper_table', 'robustness_curve', 'mean_interval', 'success_curve', 'step_curve', 'further_metric',
                                'kernel_size_effect', 'transfer_matrix',
                                'worst_cases', 'trust', 'campaign_warning', 'campaign_failure',
                                'campaign_network', 'known_network', 'imported_paper_table', 'imported_trust']
    LOOP
        EXECUTE format('GRANT SELECT ON %I TO analyst', name);
    END LOOP;
END
$$;
COMMENT ON FUNCTION allow_analyst IS 'Lets the role analyst read the views that are the public interface';

DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'analyst') THEN
        -- Without a password no login is possible where one is required, until an administrator sets one.
        CREATE ROLE analyst LOGIN;
    END IF;
    PERFORM allow_analyst();
EXCEPTION
    WHEN insufficient_privilege THEN
        RAISE NOTICE 'No role analyst: %', SQLERRM;
    WHEN duplicate_object OR unique_violation THEN
        RAISE NOTICE 'The role analyst was made by another database at this moment: SELECT allow_analyst() lets it read';
END
$$;
