-- Blurs that vary over the image, and kernels that were moved or resampled.

ALTER TABLE job
    ADD COLUMN blur_type text,
    ADD COLUMN blur jsonb;
COMMENT ON COLUMN job.blur_type IS 'uniform: one kernel everywhere; grid: local kernels; camera-path: a moving camera. Null if the image arrives blurred';
COMMENT ON COLUMN job.blur IS 'The BlurSpec with all its parameters; null if the image arrives blurred';
COMMENT ON COLUMN job.kernel_type IS 'camera-shake, gaussian, disk, linear-motion or file, also of a kernel that was recentred or scaled; null if no kernel is known, or the blur has not one kernel but several';
COMMENT ON COLUMN job.kernel_size IS 'Side of the square kernel in pixels, after scaling; null where kernel_type is';
COMMENT ON COLUMN job.kernel IS 'The KernelSpec with all its parameters; if its type is adjusted, the original kernel is in its field kernel. Null where kernel_type is';

-- Until now every blur had one kernel.
UPDATE job
SET blur_type = 'uniform',
    blur = request -> 'blur'
WHERE NOT arrives_blurred;

-- New columns go to the end of a view; what is there stays where it is.
CREATE OR REPLACE VIEW job_result AS
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
       r.finished_at,
       j.blur_type,
       j.blur
FROM campaign_job cj
JOIN job j ON j.id = cj.job_id
LEFT JOIN campaign c ON c.id = cj.campaign_id
LEFT JOIN result r ON r.job_id = cj.job_id;
