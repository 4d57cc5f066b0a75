"""What every address of the API shares.

    class WithdrawView(IdeaEndpoint):
        @operation(scope=Scope.IDEAS_WRITE, sees="ideas.view_idea", output=IdeaOut)
        def post(self, request, reference):
            idea = self.find(reference)
            return idea_out(request.user, withdraw_idea(idea, by=request.user))

An operation names its scope and its permission, what comes in and what goes out; `endpoints` does the rest in
this order: who asks (session or token), scope, permission, rate, query, precondition, key, body, call, answer.
Whatever is refused becomes a problem (`problems`), in a sentence and in the language of the person.
"""
