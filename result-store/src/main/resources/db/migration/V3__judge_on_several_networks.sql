-- A perturbation is judged on one network or on several. The columns of result, and all views so far, are of the first
-- judge; here is one row for each.

CREATE TABLE evaluation (
    job_id                   text NOT NULL,
    position                 integer NOT NULL,
    judge                    text NOT NULL,
    judge_sha256             text NOT NULL,
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
    lipschitz                double precision NOT NULL,
    perturbation_max_norm    double precision NOT NULL,
    perturbation_l2_norm     double precision NOT NULL,
    eight_bit_max_norm       double precision,
    initial_objective        double precision NOT NULL,
    final_objective          double precision NOT NULL,
    counted_step             integer NOT NULL,
    PRIMARY KEY (job_id, position)
);
COMMENT ON TABLE evaluation IS 'What each job''s perturbation did to each network that judges it: one row per job that succeeded and judge. Outputs are those of the judge, computed in fp32. PSNR in dB, Infinity for equal images; NCC in [-1,1], NaN for constant ones';
COMMENT ON COLUMN evaluation.job_id IS 'The job';
COMMENT ON COLUMN evaluation.position IS 'The judge''s place among the job''s judges, from 0; that of 0 has its numbers in result, too';
COMMENT ON COLUMN evaluation.judge IS 'The network: name or name@variant';
COMMENT ON COLUMN evaluation.judge_sha256 IS 'SHA-256 of the network''s file';
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
COMMENT ON COLUMN evaluation.lipschitz IS 'Distance of the judge''s outputs, not clamped, over the perturbation''s L2 norm; NaN if that is zero';
COMMENT ON COLUMN evaluation.perturbation_max_norm IS 'Largest absolute value of the perturbation on the scale of [0,1]';
COMMENT ON COLUMN evaluation.perturbation_l2_norm IS 'L2 norm of the perturbation on the scale of [0,1]';
COMMENT ON COLUMN evaluation.eight_bit_max_norm IS 'Largest distance of the perturbed image, rounded to 8 bits, from the blurred one on the scale of [0,1]; rounding may leave the budget. Null where an older worker did not measure it';
COMMENT ON COLUMN evaluation.initial_objective IS 'The objective at the random start, as the judge sees it';
COMMENT ON COLUMN evaluation.final_objective IS 'The objective at the perturbation that counts, as the judge sees it';
COMMENT ON COLUMN evaluation.counted_step IS 'The update after which that perturbation stood';

-- The one place that makes rows of a stored result. A result that does not list its judges was judged on the network
-- under attack alone, which only the job's request names: until that arrives there is no row.
CREATE FUNCTION evaluations_of(job_ids text[]) RETURNS SETOF evaluation
LANGUAGE sql STABLE
AS $$
SELECT r.job_id,
       (judged.ordinality - 1)::integer,
       judged.value #>> '{judge,id}',
       judged.value #>> '{judge,sha256}',
       (e.numbers #>> '{blurredToSharp,psnr}')::double precision,
       (e.numbers #>> '{blurredToSharp,ncc}')::double precision,
       (e.numbers #>> '{blurredToSharp,ssim}')::double precision,
       (e.numbers #>> '{cleanToSharp,psnr}')::double precision,
       (e.numbers #>> '{cleanToSharp,ncc}')::double precision,
       (e.numbers #>> '{cleanToSharp,ssim}')::double precision,
       (e.numbers #>> '{attackedToSharp,psnr}')::double precision,
       (e.numbers #>> '{attackedToSharp,ncc}')::double precision,
       (e.numbers #>> '{attackedToSharp,ssim}')::double precision,
       (e.numbers #>> '{eightBitToSharp,psnr}')::double precision,
       (e.numbers #>> '{eightBitToSharp,ncc}')::double precision,
       (e.numbers #>> '{eightBitToSharp,ssim}')::double precision,
       (e.numbers #>> '{cleanToTarget,psnr}')::double precision,
       (e.numbers #>> '{cleanToTarget,ncc}')::double precision,
       (e.numbers #>> '{cleanToTarget,ssim}')::double precision,
       (e.numbers #>> '{attackedToTarget,psnr}')::double precision,
       (e.numbers #>> '{attackedToTarget,ncc}')::double precision,
       (e.numbers #>> '{attackedToTarget,ssim}')::double precision,
       (e.numbers #>> '{eightBitToTarget,psnr}')::double precision,
       (e.numbers #>> '{eightBitToTarget,ncc}')::double precision,
       (e.numbers #>> '{eightBitToTarget,ssim}')::double precision,
       (e.numbers #>> '{attackedToClean,psnr}')::double precision,
       (e.numbers #>> '{attackedToClean,ncc}')::double precision,
       (e.numbers #>> '{attackedToClean,ssim}')::double precision,
       (e.numbers #>> '{eightBitToClean,psnr}')::double precision,
       (e.numbers #>> '{eightBitToClean,ncc}')::double precision,
       (e.numbers #>> '{eightBitToClean,ssim}')::double precision,
       (e.numbers ->> 'lipschitz')::double precision,
       (e.numbers ->> 'perturbationMaxNorm')::double precision,
       (e.numbers ->> 'perturbationL2Norm')::double precision,
       (e.numbers ->> 'eightBitMaxNorm')::double precision,
       (e.numbers ->> 'initialObjective')::double precision,
       (e.numbers ->> 'finalObjective')::double precision,
       (e.numbers ->> 'countedStep')::integer
FROM result r
LEFT JOIN job j ON j.id = r.job_id
CROSS JOIN LATERAL (
    SELECT CASE
               WHEN jsonb_array_length(coalesce(nullif(r.result #> '{outcome,evaluations}', 'null'), '[]')) > 0
                   THEN r.result #> '{outcome,evaluations}'
               WHEN j.id IS NOT NULL
                   THEN jsonb_build_array(jsonb_build_object(
                       'judge', jsonb_build_object('id', j.network, 'sha256', j.network_sha256),
                       'evaluation', r.result #> '{outcome,evaluation}'))
               ELSE '[]'::jsonb
           END AS list
) AS judges
CROSS JOIN LATERAL jsonb_array_elements(judges.list) WITH ORDINALITY AS judged
CROSS JOIN LATERAL (SELECT judged.value -> 'evaluation' AS numbers) AS e
WHERE r.job_id = ANY (job_ids) AND r.status = 'SUCCEEDED'
$$;
COMMENT ON FUNCTION evaluations_of IS 'The rows of evaluation that belong to stored results of these jobs';

INSERT INTO evaluation
SELECT stored.*
FROM evaluations_of((SELECT array_agg(job_id) FROM result)) AS stored;

CREATE VIEW transfer_matrix AS
SELECT cj.campaign_id,
       c.name AS campaign,
       j.network AS crafted_on,
       e.judge AS judged_on,
       j.objective,
       j.budget,
       count(*) AS jobs,
       avg(e.clean_to_sharp_psnr) AS clean_to_sharp_psnr,
       avg(e.attacked_to_sharp_psnr) AS attacked_to_sharp_psnr,
       avg(e.clean_to_sharp_ssim) AS clean_to_sharp_ssim,
       avg(e.attacked_to_sharp_ssim) AS attacked_to_sharp_ssim,
       avg(e.attacked_to_clean_psnr) AS attacked_to_clean_psnr,
       avg(e.attacked_to_clean_ssim) AS attacked_to_clean_ssim,
       avg(e.clean_to_target_ncc) AS clean_to_target_ncc,
       avg(e.attacked_to_target_ncc) AS attacked_to_target_ncc,
       avg(e.lipschitz) AS lipschitz
FROM campaign_job cj
JOIN job j ON j.id = cj.job_id
JOIN result r ON r.job_id = cj.job_id AND r.complete
JOIN evaluation e ON e.job_id = cj.job_id
LEFT JOIN campaign c ON c.id = cj.campaign_id
GROUP BY cj.campaign_id, c.name, j.network, e.judge, j.objective, j.budget;
COMMENT ON VIEW transfer_matrix IS 'What perturbations crafted on one network do to another: means per campaign, network crafted on, network judged on, objective and budget over the jobs that succeeded. judged_on = crafted_on is the attack itself';
COMMENT ON COLUMN transfer_matrix.campaign_id IS 'The campaign';
COMMENT ON COLUMN transfer_matrix.campaign IS 'What people call it; not unique';
COMMENT ON COLUMN transfer_matrix.crafted_on IS 'Network under attack';
COMMENT ON COLUMN transfer_matrix.judged_on IS 'Network whose outputs are measured';
COMMENT ON COLUMN transfer_matrix.objective IS 'untargeted or targeted';
COMMENT ON COLUMN transfer_matrix.budget IS 'epsilon in 255ths';
COMMENT ON COLUMN transfer_matrix.jobs IS 'How many jobs the means are over';
COMMENT ON COLUMN transfer_matrix.clean_to_sharp_psnr IS 'Mean PSNR of the judge''s clean outputs against the sharp images, in dB';
COMMENT ON COLUMN transfer_matrix.attacked_to_sharp_psnr IS 'Mean PSNR of the judge''s attacked outputs against the sharp images, in dB';
COMMENT ON COLUMN transfer_matrix.clean_to_sharp_ssim IS 'Mean SSIM of the judge''s clean outputs against the sharp images';
COMMENT ON COLUMN transfer_matrix.attacked_to_sharp_ssim IS 'Mean SSIM of the judge''s attacked outputs against the sharp images';
COMMENT ON COLUMN transfer_matrix.attacked_to_clean_psnr IS 'Mean PSNR of the judge''s attacked outputs against its clean ones, in dB: low where the attack carries over';
COMMENT ON COLUMN transfer_matrix.attacked_to_clean_ssim IS 'Mean SSIM of the judge''s attacked outputs against its clean ones';
COMMENT ON COLUMN transfer_matrix.clean_to_target_ncc IS 'Mean NCC of the judge''s clean outputs against the targets; null for untargeted attacks';
COMMENT ON COLUMN transfer_matrix.attacked_to_target_ncc IS 'Mean NCC of the judge''s attacked outputs against the targets; null for untargeted attacks';
COMMENT ON COLUMN transfer_matrix.lipschitz IS 'Mean Lipschitz quotient on the judge';
