/** What the rooms of the worker share: its configuration, a prepared and a running job, the spans of a job's legs. */
package dev.shakedown.attackworker.job;
