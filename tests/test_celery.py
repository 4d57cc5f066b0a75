from parkour.celery import app


def test_every_entry_of_the_timetable_names_a_task_that_exists():
    app.autodiscover_tasks(force=True)
    wanted = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert wanted - set(app.tasks) == set()


def test_an_entry_of_the_timetable_expires_before_the_next_round():
    late = [name for name, entry in app.conf.beat_schedule.items() if entry["options"]["expires"] >= entry["schedule"]]
    assert late == []


def test_the_work_of_a_killed_worker_is_given_back_only_after_the_longest_task():
    options = app.conf.broker_transport_options
    assert options["visibility_timeout"] > app.conf.task_time_limit
    assert (app.conf.task_acks_late, app.conf.task_reject_on_worker_lost) == (True, True)


def test_the_sweeper_comes_every_half_minute_unless_the_settings_say_otherwise():
    entry = app.conf.beat_schedule["send-outbox"]
    assert (entry["schedule"], entry["options"]["expires"]) == (30, 25)
