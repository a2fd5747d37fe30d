from customers.services import change_owner
from followups.models import Task
from followups.services import finish_task
from tests.factories import AT, CustomerFactory, TaskFactory


def test_open_tasks_follow_the_customer_and_done_ones_leave_the_former_owner(cast):
    customer = CustomerFactory(owner=cast.owner)
    done, due = (TaskFactory(assignee=cast.owner, customer=customer) for _ in range(2))
    finish_task(actor=cast.owner, task=done, at=AT)
    change_owner(actor=cast.manager, customer=customer, owner=cast.teammate, reason="leaves", at=AT)
    assert dict(Task.objects.values_list("pk", "assignee")) == {
        done.pk: cast.owner.pk,
        due.pk: cast.teammate.pk,
    }
    assert not Task.objects.visible_to(cast.owner).exists()
    assert set(Task.objects.visible_to(cast.teammate)) == {due}
