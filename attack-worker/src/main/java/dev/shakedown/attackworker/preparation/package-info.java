/** From a request to a job that can run: decides whether it runs at all, fetches its files, blurs its images. */
package dev.shakedown.attackworker.preparation;
