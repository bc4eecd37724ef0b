-- What Shakedown remembers. Tables belong to result-store; the views at the end are the stable interface for people.
-- Records arrive from Kafka in any order and more than once: no table waits for another, and the first row stays.

CREATE TABLE campaign (
    id           text PRIMARY KEY,
    name         text NOT NULL,
    document     jsonb NOT NULL,
    jobs         bigint NOT NULL,
    submitted_at timestamptz NOT NULL
);
COMMENT ON TABLE campaign IS 'Campaigns that were accepted';
COMMENT ON COLUMN campaign.id IS 'Derived from the document: the same document is the same campaign';
COMMENT ON COLUMN campaign.name IS 'What people call it; not unique';
COMMENT ON COLUMN campaign.document IS 'The SubmittedCampaign message, whole';
COMMENT ON COLUMN campaign.jobs IS 'How many jobs it expands into';
COMMENT ON COLUMN campaign.submitted_at IS 'When it was accepted';
CREATE INDEX campaign_submitted_at ON campaign (submitted_at DESC, id);

CREATE TABLE job (
    id               text PRIMARY KEY,
    request          jsonb NOT NULL,
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
COMMENT ON TABLE job IS 'One image, one blur, one network, one attack and one budget; computed once, whoever asks for it';
COMMENT ON COLUMN job.id IS 'Hash of everything that determines the result, and of nothing else';
COMMENT ON COLUMN job.request IS 'The AttackRequest message that asked for it first, whole';
COMMENT ON COLUMN job.image IS 'Name of the image in the campaign that asked first';
COMMENT ON COLUMN job.image_sha256 IS 'The image file that the job starts from: the sharp one, or the one that arrives blurred';
COMMENT ON COLUMN job.image_width IS 'Width of that image in pixels';
COMMENT ON COLUMN job.image_height IS 'Height of that image in pixels';
COMMENT ON COLUMN job.arrives_blurred IS 'Whether the image was blurred already when it came';
COMMENT ON COLUMN job.network IS 'Network under attack: name or name@variant';
COMMENT ON COLUMN job.network_sha256 IS 'SHA-256 of the network''s file';
COMMENT ON COLUMN job.objective IS 'untargeted or targeted';
COMMENT ON COLUMN job.target IS 'Name of the target image in the campaign that asked first; null if untargeted';
COMMENT ON COLUMN job.target_sha256 IS 'The target image''s file; null if untargeted';
COMMENT ON COLUMN job.kernel_type IS 'camera-shake, gaussian, disk, linear-motion or file; null if no kernel is known';
COMMENT ON COLUMN job.kernel_size IS 'Side of the square kernel in pixels';
COMMENT ON COLUMN job.kernel_name IS 'Name of an uploaded kernel; null for others';
COMMENT ON COLUMN job.kernel IS 'The KernelSpec with all its parameters';
COMMENT ON COLUMN job.boundary IS 'reflect, circular, replicate or valid; null if the image arrives blurred';
COMMENT ON COLUMN job.noise_sigma IS 'Standard deviation of the noise on the scale of [0,1]; null if the image arrives blurred';
COMMENT ON COLUMN job.noise_seed IS 'Seed of the noise; null if the image arrives blurred';
COMMENT ON COLUMN job.rounded_to_8_bit IS 'Whether the blurred image was rounded as a file would be; null if it arrives blurred';
COMMENT ON COLUMN job.budget IS 'epsilon, the bound of the perturbation''s max norm, in 255ths';
COMMENT ON COLUMN job.steps IS 'Updates of the attack';
COMMENT ON COLUMN job.step_size IS 'Adam''s step size on the scale of [0,1]';
COMMENT ON COLUMN job.clip IS 'Whether the perturbed image is kept in [0,1]';
COMMENT ON COLUMN job.iterate IS 'Which iterate counts: last or best';
COMMENT ON COLUMN job.seed IS 'Seed of the random start';

CREATE TABLE campaign_job (
    campaign_id text NOT NULL,
    ordinal     bigint NOT NULL,
    job_id      text NOT NULL,
    image       text NOT NULL,
    target      text,
    request     jsonb NOT NULL,
    -- With job_id, a campaign's progress is counted from indexes alone.
    PRIMARY KEY (campaign_id, ordinal) INCLUDE (job_id)
);
COMMENT ON TABLE campaign_job IS 'Which jobs a campaign asks for, under the names that it gives to images';
COMMENT ON COLUMN campaign_job.campaign_id IS 'The campaign';
COMMENT ON COLUMN campaign_job.ordinal IS 'The job''s place in the campaign''s expansion, from 0';
COMMENT ON COLUMN campaign_job.job_id IS 'The job';
COMMENT ON COLUMN campaign_job.image IS 'Name of the image in this campaign';
COMMENT ON COLUMN campaign_job.target IS 'Name of the target image in this campaign; null if untargeted';
COMMENT ON COLUMN campaign_job.request IS 'This campaign''s AttackRequest message, whole';
CREATE INDEX campaign_job_job_id ON campaign_job (job_id);

CREATE TABLE result (
    job_id                  text NOT NULL,
    status                  text NOT NULL CHECK (status IN ('SUCCEEDED', 'FAILED')),
    complete                boolean NOT NULL,
    failure_code            text,
    failure_message         text,
    worker                  text NOT NULL,
    started_at              timestamptz NOT NULL,
    finished_at             timestamptz NOT NULL,
    seconds_per_step        double precision,
    blurred_to_sharp_psnr   double precision,
    blurred_to_sharp_ncc    double precision,
    blurred_to_sharp_ssim   double precision,
    clean_to_sharp_psnr     double precision,
    clean_to_sharp_ncc      double precision,
    clean_to_sharp_ssim     double precision,
    attacked_to_sharp_psnr  double precision,
    attacked_to_sharp_ncc   double precision,
    attacked_to_sharp_ssim  double precision,
    eight_bit_to_sharp_psnr double precision,
    eight_bit_to_sharp_ncc  double precision,
    eight_bit_to_sharp_ssim double precision,
    clean_to_target_psnr    double precision,
    clean_to_target_ncc     double precision,
    clean_to_target_ssim    double precision,
    attacked_to_target_psnr double precision,
    attacked_to_target_ncc  double precision,
    attacked_to_target_ssim double precision,
    eight_bit_to_target_psnr double precision,
    eight_bit_to_target_ncc  double precision,
    eight_bit_to_target_ssim double precision,
    attacked_to_clean_psnr  double precision,
    attacked_to_clean_ncc   double precision,
    attacked_to_clean_ssim  double precision,
    eight_bit_to_clean_psnr double precision,
    eight_bit_to_clean_ncc  double precision,
    eight_bit_to_clean_ssim double precision,
    lipschitz               double precision,
    perturbation_max_norm   double precision,
    perturbation_l2_norm    double precision,
    initial_objective       double precision,
    final_objective         double precision,
    counted_step            integer,
    result                  jsonb NOT NULL,
    PRIMARY KEY (job_id) INCLUDE (status, complete)
);
COMMENT ON TABLE result IS 'How jobs ended; the first result of a job stays. Numbers are null for failed jobs, and where there is no sharp image or no target. PSNR in dB, Infinity for equal images; NCC in [-1,1], NaN for constant ones';
COMMENT ON COLUMN result.job_id IS 'The job; its request may arrive later than its result';
COMMENT ON COLUMN result.status IS 'SUCCEEDED: the attack ran to its end, whether or not it fooled the network. FAILED: it could not';
COMMENT ON COLUMN result.complete IS 'Whether every artifact that the result names is stored';
COMMENT ON COLUMN result.failure_code IS 'A stable word for programs, such as not-finite';
COMMENT ON COLUMN result.failure_message IS 'What happened, for people';
COMMENT ON COLUMN result.worker IS 'Who ran the job';
COMMENT ON COLUMN result.started_at IS 'When its first step began';
COMMENT ON COLUMN result.finished_at IS 'When its artifacts were safe';
COMMENT ON COLUMN result.seconds_per_step IS 'Mean wall-clock time of one update';
COMMENT ON COLUMN result.blurred_to_sharp_psnr IS 'The blurred image against the sharp one: PSNR';
COMMENT ON COLUMN result.blurred_to_sharp_ncc IS 'The blurred image against the sharp one: NCC';
COMMENT ON COLUMN result.blurred_to_sharp_ssim IS 'The blurred image against the sharp one: SSIM';
COMMENT ON COLUMN result.clean_to_sharp_psnr IS 'The clean output against the sharp image: PSNR';
COMMENT ON COLUMN result.clean_to_sharp_ncc IS 'The clean output against the sharp image: NCC';
COMMENT ON COLUMN result.clean_to_sharp_ssim IS 'The clean output against the sharp image: SSIM';
COMMENT ON COLUMN result.attacked_to_sharp_psnr IS 'The attacked output against the sharp image: PSNR';
COMMENT ON COLUMN result.attacked_to_sharp_ncc IS 'The attacked output against the sharp image: NCC';
COMMENT ON COLUMN result.attacked_to_sharp_ssim IS 'The attacked output against the sharp image: SSIM';
COMMENT ON COLUMN result.eight_bit_to_sharp_psnr IS 'The output for the perturbed image rounded to 8 bits against the sharp image: PSNR';
COMMENT ON COLUMN result.eight_bit_to_sharp_ncc IS 'The output for the perturbed image rounded to 8 bits against the sharp image: NCC';
COMMENT ON COLUMN result.eight_bit_to_sharp_ssim IS 'The output for the perturbed image rounded to 8 bits against the sharp image: SSIM';
COMMENT ON COLUMN result.clean_to_target_psnr IS 'The clean output against the target: PSNR';
COMMENT ON COLUMN result.clean_to_target_ncc IS 'The clean output against the target: NCC';
COMMENT ON COLUMN result.clean_to_target_ssim IS 'The clean output against the target: SSIM';
COMMENT ON COLUMN result.attacked_to_target_psnr IS 'The attacked output against the target: PSNR';
COMMENT ON COLUMN result.attacked_to_target_ncc IS 'The attacked output against the target: NCC';
COMMENT ON COLUMN result.attacked_to_target_ssim IS 'The attacked output against the target: SSIM';
COMMENT ON COLUMN result.eight_bit_to_target_psnr IS 'The output for the perturbed image rounded to 8 bits against the target: PSNR';
COMMENT ON COLUMN result.eight_bit_to_target_ncc IS 'The output for the perturbed image rounded to 8 bits against the target: NCC';
COMMENT ON COLUMN result.eight_bit_to_target_ssim IS 'The output for the perturbed image rounded to 8 bits against the target: SSIM';
COMMENT ON COLUMN result.attacked_to_clean_psnr IS 'The attacked output against the clean one: PSNR';
COMMENT ON COLUMN result.attacked_to_clean_ncc IS 'The attacked output against the clean one: NCC';
COMMENT ON COLUMN result.attacked_to_clean_ssim IS 'The attacked output against the clean one: SSIM';
COMMENT ON COLUMN result.eight_bit_to_clean_psnr IS 'The output for the perturbed image rounded to 8 bits against the clean one: PSNR';
COMMENT ON COLUMN result.eight_bit_to_clean_ncc IS 'The output for the perturbed image rounded to 8 bits against the clean one: NCC';
COMMENT ON COLUMN result.eight_bit_to_clean_ssim IS 'The output for the perturbed image rounded to 8 bits against the clean one: SSIM';
COMMENT ON COLUMN result.lipschitz IS 'Distance of the outputs, not clamped, over the perturbation''s L2 norm; NaN if that is zero';
COMMENT ON COLUMN result.perturbation_max_norm IS 'Largest absolute value of the perturbation on the scale of [0,1]';
COMMENT ON COLUMN result.perturbation_l2_norm IS 'L2 norm of the perturbation on the scale of [0,1]';
COMMENT ON COLUMN result.initial_objective IS 'The objective at the random start';
COMMENT ON COLUMN result.final_objective IS 'The objective at the perturbation that counts';
COMMENT ON COLUMN result.counted_step IS 'The update after which that perturbation stood';
COMMENT ON COLUMN result.result IS 'The AttackResult message, whole; holds the trace';
CREATE INDEX result_incomplete ON result (job_id) WHERE NOT complete;

CREATE TABLE job_artifact (
    job_id text NOT NULL,
    kind   text NOT NULL,
    sha256 text NOT NULL,
    PRIMARY KEY (job_id, kind)
);
COMMENT ON TABLE job_artifact IS 'The artifacts that a job''s result names; their bytes may arrive later, in blob';
COMMENT ON COLUMN job_artifact.job_id IS 'The job';
COMMENT ON COLUMN job_artifact.kind IS 'perturbation, blurred, kernel, blurred-picture, perturbed-picture, clean-output-picture or attacked-output-picture';
COMMENT ON COLUMN job_artifact.sha256 IS 'SHA-256 of the artifact''s bytes';
CREATE INDEX job_artifact_sha256 ON job_artifact (sha256);

CREATE TABLE blob (
    sha256     text PRIMARY KEY,
    media_type text NOT NULL,
    bytes      bytea NOT NULL,
    length     bigint NOT NULL,
    width      integer,
    height     integer,
    created_at timestamptz NOT NULL DEFAULT now()
);
-- Pictures are compressed already and floats hardly compress; uncompressed bytes can be read in pieces.
ALTER TABLE blob ALTER COLUMN bytes SET STORAGE EXTERNAL;
COMMENT ON TABLE blob IS 'Uploaded files and artifacts by content: each is stored once, bit for bit';
COMMENT ON COLUMN blob.sha256 IS 'SHA-256 of the bytes, lower-case hexadecimal; verified before they are stored';
COMMENT ON COLUMN blob.media_type IS 'What the bytes are, such as image/png or application/x-npy';
COMMENT ON COLUMN blob.bytes IS 'The bytes';
COMMENT ON COLUMN blob.length IS 'How many bytes';
COMMENT ON COLUMN blob.width IS 'Width in pixels, where it was given';
COMMENT ON COLUMN blob.height IS 'Height in pixels, where it was given';
COMMENT ON COLUMN blob.created_at IS 'When it was stored';

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
COMMENT ON TABLE rejected_record IS 'Kafka records that make no sense: kept for an operator, never served';
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

CREATE VIEW job_result AS
SELECT cj.campaign_id,
       c.name AS campaign,
       cj.ordinal,
       cj.job_id,
       cj.image,
       j.image_sha256,
       j.image_width,
       j.image_height,
       j.arrives_blurred,
       j.network,
       j.network_sha256,
       j.objective,
       cj.target,
       j.target_sha256,
       j.kernel_type,
       j.kernel_size,
       j.kernel_name,
       j.kernel,
       j.boundary,
       j.noise_sigma,
       j.rounded_to_8_bit,
       j.budget,
       j.steps,
       j.step_size,
       j.clip,
       j.iterate,
       j.seed,
       r.status,
       coalesce(r.complete, false) AS complete,
       r.failure_code,
       r.failure_message,
       r.blurred_to_sharp_psnr,
       r.blurred_to_sharp_ncc,
       r.blurred_to_sharp_ssim,
       r.clean_to_sharp_psnr,
       r.clean_to_sharp_ncc,
       r.clean_to_sharp_ssim,
       r.attacked_to_sharp_psnr,
       r.attacked_to_sharp_ncc,
       r.attacked_to_sharp_ssim,
       r.eight_bit_to_sharp_psnr,
       r.eight_bit_to_sharp_ncc,
       r.eight_bit_to_sharp_ssim,
       r.clean_to_target_psnr,
       r.clean_to_target_ncc,
       r.clean_to_target_ssim,
       r.attacked_to_target_psnr,
       r.attacked_to_target_ncc,
       r.attacked_to_target_ssim,
       r.eight_bit_to_target_psnr,
       r.eight_bit_to_target_ncc,
       r.eight_bit_to_target_ssim,
       r.attacked_to_clean_psnr,
       r.attacked_to_clean_ncc,
       r.attacked_to_clean_ssim,
       r.eight_bit_to_clean_psnr,
       r.eight_bit_to_clean_ncc,
       r.eight_bit_to_clean_ssim,
       r.lipschitz,
       r.perturbation_max_norm,
       r.perturbation_l2_norm,
       r.initial_objective,
       r.final_objective,
       r.counted_step,
       r.seconds_per_step,
       r.worker,
       r.started_at,
       r.finished_at
FROM campaign_job cj
JOIN job j ON j.id = cj.job_id
LEFT JOIN campaign c ON c.id = cj.campaign_id
LEFT JOIN result r ON r.job_id = cj.job_id;
COMMENT ON VIEW job_result IS 'One row per job of a campaign, with its numbers once it has ended (status is null before). A job that two campaigns share appears in each: say which campaign you mean, or use DISTINCT ON (job_id). Columns as in job and result';

CREATE VIEW job_trace AS
SELECT r.job_id,
       (point ->> 'step')::integer AS step,
       (point ->> 'objective')::double precision AS objective
FROM result r
CROSS JOIN LATERAL jsonb_array_elements(r.result #> '{outcome,trace}') AS point
WHERE r.status = 'SUCCEEDED';
COMMENT ON VIEW job_trace IS 'The objective on the way: one row per measured step of each job that succeeded';

CREATE VIEW campaign_progress AS
SELECT c.id AS campaign_id,
       c.name,
       c.submitted_at,
       c.jobs,
       p.known,
       p.succeeded,
       p.failed
FROM campaign c
CROSS JOIN LATERAL (
    SELECT count(*) AS known,
           count(*) FILTER (WHERE r.complete AND r.status = 'SUCCEEDED') AS succeeded,
           count(*) FILTER (WHERE r.complete AND r.status = 'FAILED') AS failed
    FROM campaign_job cj
    LEFT JOIN result r ON r.job_id = cj.job_id
    WHERE cj.campaign_id = c.id
) p;
COMMENT ON VIEW campaign_progress IS 'How far campaigns have come. known: jobs whose request has arrived; succeeded and failed: jobs that have ended and whose artifacts are all stored';

CREATE VIEW campaign_table AS
SELECT campaign_id,
       campaign,
       network,
       objective,
       budget,
       count(*) AS jobs,
       avg(clean_to_sharp_psnr) AS clean_to_sharp_psnr,
       avg(attacked_to_sharp_psnr) AS attacked_to_sharp_psnr,
       avg(clean_to_sharp_ncc) AS clean_to_sharp_ncc,
       avg(attacked_to_sharp_ncc) AS attacked_to_sharp_ncc,
       avg(clean_to_sharp_ssim) AS clean_to_sharp_ssim,
       avg(attacked_to_sharp_ssim) AS attacked_to_sharp_ssim,
       avg(clean_to_target_psnr) AS clean_to_target_psnr,
       avg(attacked_to_target_psnr) AS attacked_to_target_psnr,
       avg(clean_to_target_ncc) AS clean_to_target_ncc,
       avg(attacked_to_target_ncc) AS attacked_to_target_ncc,
       avg(lipschitz) AS lipschitz
FROM job_result
WHERE complete AND status = 'SUCCEEDED'
GROUP BY campaign_id, campaign, network, objective, budget;
COMMENT ON VIEW campaign_table IS 'Means per campaign, network, objective and budget over the jobs that succeeded, as in the paper''s tables';
